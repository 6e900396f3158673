using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>
/// The BIO through which OpenSSL moves ciphertext: from the loop's receive block and into its send block, so that a flush of many records is one
/// send, and what follows the handshake is still there for the record layer that takes over.
/// </summary>
internal static unsafe class TlsBio
{
    private static readonly nint Method = CreateMethod();

    /// <summary>A BIO over <paramref name="channel"/>, which must outlive it, or 0 without memory. SSL_set_bio takes the ownership.</summary>
    public static nint Create(TlsChannel* channel)
    {
        var bio = Crypto.BIO_new(Method);
        if (bio != 0)
        {
            Crypto.BIO_set_data(bio, channel);
        }

        return bio;
    }

    private static nint CreateMethod()
    {
        fixed (byte* name = "istio-loop\0"u8)
        {
            // OpenSSL keeps the name's copy; the method lives as long as the process.
            var method = Crypto.BIO_meth_new(Crypto.BIO_get_new_index() | Crypto.BioTypeSourceSink, name);
            _ = Crypto.BIO_meth_set_read(method, &Read);
            _ = Crypto.BIO_meth_set_write(method, &Write);
            _ = Crypto.BIO_meth_set_ctrl(method, &Control);
            return method;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(nint bio, byte* buffer, int length)
    {
        var channel = (TlsChannel*)Crypto.BIO_get_data(bio);
        Crypto.BIO_clear_flags(bio, Crypto.BioFlagsRead | Crypto.BioFlagsWrite | Crypto.BioFlagsShouldRetry);
        if (channel->InputLength == 0)
        {
            return channel->InputEnded ? 0 : Retry(bio, Crypto.BioFlagsRead);
        }

        var count = Math.Min(length, channel->InputLength);
        Buffer.MemoryCopy(channel->Input, buffer, length, count);
        channel->Input += count;
        channel->InputLength -= count;
        return count;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint bio, byte* bytes, int length)
    {
        var channel = (TlsChannel*)Crypto.BIO_get_data(bio);
        Crypto.BIO_clear_flags(bio, Crypto.BioFlagsRead | Crypto.BioFlagsWrite | Crypto.BioFlagsShouldRetry);
        var room = channel->OutputCapacity - channel->OutputUsed;
        if (channel->Output is null || room < length)
        {
            return Retry(bio, Crypto.BioFlagsWrite);
        }

        Buffer.MemoryCopy(bytes, channel->Output + channel->OutputUsed, room, length);
        channel->OutputUsed += length;
        return length;
    }

    private static int Retry(nint bio, int direction)
    {
        Crypto.BIO_set_flags(bio, direction | Crypto.BioFlagsShouldRetry);
        return -1;
    }

    /// <summary>Only "flush" succeeds; every other question gets the answer of a BIO that does not know it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Control(nint bio, int command, nint larg, nint parg) => command == Crypto.BioCtrlFlush ? 1 : 0;
}
