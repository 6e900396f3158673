using System.Buffers;
using System.Runtime.InteropServices;
using Istio.Core.Text;
using Microsoft.Win32.SafeHandles;

namespace Istio.Core.Files;

/// <summary>
/// The only way in which our programs read a file whose path they were given. Links are followed; what they lead to must be a regular file of bounded length. A
/// named pipe, on which an ordinary reader would wait for ever, a device, a socket or a folder is refused, and nothing here waits.
/// </summary>
public static class RegularFile
{
    /// <summary>Bytes of a certificate, a key, a token, a key set: far more than any has.</summary>
    public const int SmallFile = 4 << 20;

    /// <summary>Bytes of a file of configuration.</summary>
    public const int ConfigurationFile = 64 << 20;

    private const int FirstBuffer = 16 << 10;

    /// <summary>The file's content as UTF-8, without a byte order mark.</summary>
    /// <param name="limit">In bytes.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    /// <exception cref="RefusedFileException">It is no regular file, longer than the limit, or no UTF-8.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string ReadText(string path, int limit = SmallFile)
    {
        var (buffer, length) = ReadRented(path, limit);
        try
        {
            return StrictUtf8.TryDecode(buffer.AsSpan(0, length), out var text, out var problem) ? text : throw new RefusedFileException(path, problem);
        }
        finally
        {
            Return(buffer, length);
        }
    }

    /// <inheritdoc cref="ReadText"/>
    public static byte[] ReadBytes(string path, int limit = SmallFile)
    {
        var (buffer, length) = ReadRented(path, limit);
        try
        {
            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            Return(buffer, length);
        }
    }

    /// <summary>Reads into a buffer of the pool, which the caller returns: a folder has thousands of small files.</summary>
    private static (byte[] Buffer, int Length) ReadRented(string path, int limit)
    {
        using var file = Open(path, out var expected);
        // One byte more, into which the end of the file is read.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(FirstBuffer, Math.Min(expected, limit) + 1L));
        var length = 0;
        try
        {
            while (true)
            {
                // The length that the file had a moment ago is a hint only: it may grow while it is read, and some files of the system say 0.
                var read = RandomAccess.Read(file, buffer.AsSpan(length), length);
                if (read == 0)
                {
                    return (buffer, length);
                }

                length += read;
                if (length > limit)
                {
                    throw new RefusedFileException(path, $"is longer than {limit} bytes; split it into several files, or replace it by the file that was meant");
                }

                buffer = length < buffer.Length ? buffer : Grow(buffer);
            }
        }
        catch
        {
            Return(buffer, length);
            throw;
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        Return(full, full.Length);
        return larger;
    }

    // The file may be a key.
    private static void Return(byte[] buffer, int used)
    {
        buffer.AsSpan(0, Math.Min(used, buffer.Length)).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <param name="length">Of the file at this moment, in bytes.</param>
    private static SafeFileHandle Open(string path, out long length)
    {
        length = 0;
        var file = FileSystem.Open(path, out var error);
        try
        {
            if (error != 0)
            {
                throw Failure(path, error);
            }

            var stamp = FileSystem.Stamp(file);
            length = stamp?.Length ?? 0;
            return stamp switch
            {
                { Kind: FileKind.RegularFile } => file,
                { } other => throw new RefusedFileException(path, Refusal(other.Kind)),
                null => throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}"),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Exception Failure(string path, int error) => error switch
    {
        FileSystem.NotFound or FileSystem.NotAFolder => new FileNotFoundException($"{path} does not exist", path),
        FileSystem.AccessDenied => new UnauthorizedAccessException($"{path} may not be read by this process; change its mode or its owner"),
        FileSystem.NoSuchDevice => new RefusedFileException(path, Refusal(FileKind.Socket)),
        _ => new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}"),
    };

    /// <summary>Why a file of this kind is not read.</summary>
    public static string Refusal(FileKind kind)
    {
        var name = kind switch
        {
            FileKind.Folder => "a folder",
            FileKind.NamedPipe => "a named pipe",
            FileKind.Socket => "a socket",
            FileKind.Device => "a device",
            _ => "a link",
        };
        return $"is {name}, not a regular file; replace it by a file, or remove it";
    }
}
