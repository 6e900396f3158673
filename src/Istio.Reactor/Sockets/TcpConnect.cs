using Istio.Core.Net;
using Istio.Reactor.Native;
using static Istio.Reactor.Native.SocketConstants;

namespace Istio.Reactor;

/// <summary>The steps of opening a connection.</summary>
internal static class TcpConnect
{
    private static readonly Action<object?> Expire = static stream =>
        ((TcpStream)stream!).Break(new StreamFailure(FailureReason.TimedOut, "connect: timed out", Errno.ETIMEDOUT));

    public static async ValueTask<IoResult<TcpStream>> RunAsync(ReactorLoop loop, IpPort remote, TcpConnectOptions options)
    {
        var socket = SocketHandle.Create(SocketAddress.FamilyOf(remote.Address));
        if (!socket.IsOpen)
        {
            return StreamFailure.FromErrno("socket", SocketHandle.LastErrno);
        }

        var refusal = Prepare(socket, remote, options, out var warning) ?? Start(socket, remote);
        if (refusal is not null)
        {
            socket.Close();
            return refusal;
        }

        var stream = new TcpStream(loop, socket, remote) { Warning = warning };
        stream.Register();
        return await CompleteAsync(stream, options.Timeout) is { } failure ? failure : stream;
    }

    /// <summary>Waits for the handshake. Loopback connections are reported writable in the loop's next round.</summary>
    private static async ValueTask<StreamFailure?> CompleteAsync(TcpStream stream, TimeSpan timeout)
    {
        var timer = stream.Loop.CreateTimer(Expire, stream);
        timer.Arm(timeout);
        await stream.WritableAsync();
        timer.Cancel();
        // Without a hang-up among the events there is no error to ask for.
        if (stream.Failure is null && stream.PeerEnded && stream.Socket.TakeError() is var errno and not 0)
        {
            stream.Break(StreamFailure.FromErrno("connect", errno));
        }

        var failure = stream.Failure;
        if (failure is not null)
        {
            stream.Dispose();
        }

        return failure;
    }

    private static StreamFailure? Start(SocketHandle socket, IpPort remote)
    {
        if (socket.TryConnect(remote) || SocketHandle.LastErrno == Errno.EINPROGRESS)
        {
            return null;
        }

        return StreamFailure.FromErrno("connect", SocketHandle.LastErrno);
    }

    private static StreamFailure? Prepare(SocketHandle socket, IpPort remote, TcpConnectOptions options, out StreamFailure? warning)
    {
        warning = null;
        socket.SetNoDelay();
        socket.SetKeepAlive(options.KeepAlive);
        if (options.WithinHost ?? (remote.Address.IsLoopback || options.LocalAddress?.Address == remote.Address))
        {
            socket.SetWithinHost();
        }

        if (options.Mark != 0 && !socket.TrySet(SOL_SOCKET, SO_MARK, (int)options.Mark))
        {
            warning = StreamFailure.FromErrno("SO_MARK", SocketHandle.LastErrno);
        }

        if (options.LocalAddress is not { } local)
        {
            return null;
        }

        if (options.Transparent && !socket.TrySetTransparent(SocketAddress.FamilyOf(remote.Address)))
        {
            warning = StreamFailure.FromErrno("IP_TRANSPARENT", SocketHandle.LastErrno);
        }

        return Bind(socket, local, options, ref warning);
    }

    private static StreamFailure? Bind(SocketHandle socket, IpPort local, TcpConnectOptions options, ref StreamFailure? warning)
    {
        if (local.Port == 0)
        {
            // The port is chosen at connect, when the destination is known: a source address is not limited to 28,000 connections in all.
            socket.TrySet(IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        }

        if (socket.TryBind(local))
        {
            return null;
        }

        var failure = StreamFailure.FromErrno($"bind to {local}", SocketHandle.LastErrno);
        if (!options.Transparent)
        {
            return failure;
        }

        warning ??= failure; // The foreign source address is optional (Istio warns and connects with its own).
        return null;
    }
}
