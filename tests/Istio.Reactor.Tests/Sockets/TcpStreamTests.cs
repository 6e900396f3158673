using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Istio.Core.Net;
using Istio.Reactor.Native;
using Istio.Testing.Streams;
using static Istio.Testing.Streams.StreamTesting;

namespace Istio.Reactor.Tests.Sockets;

public sealed class TcpStreamTests : LoopTest
{
    [Fact]
    public Task Bytes_arrive_in_both_directions() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        var sent = RandomBytes(300_000);
        var writing = client.WriteAllAsync(sent);
        var half = Task.Run(() => writing); // Reader and writer share the loop; neither may need the other to be polled.
        var received = new byte[sent.Length];
        for (var at = 0; at < received.Length;)
        {
            var count = server.TryRead(received.AsSpan(at));
            if (count == ByteStream.WouldBlock)
            {
                await server.ReadableAsync();
                continue;
            }

            at += count;
        }

        await half;
        Assert.Equal(sent, received);
        await server.WriteAllAsync("answer"u8.ToArray());
        server.ShutdownWrite();
        Assert.Equal("answer"u8.ToArray(), await client.ReadToEndAsync());
        client.Dispose();
        server.Dispose();
    });

    [Fact]
    public Task A_closed_writing_side_ends_one_direction_only() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        client.ShutdownWrite();
        Assert.Equal(ByteStream.EndOfStream, await server.ReadOutcomeAsync());
        await server.WriteAllAsync("late"u8.ToArray());
        server.Dispose();
        Assert.Equal("late"u8.ToArray(), await client.ReadToEndAsync());
        client.Dispose();
    });

    /// <summary>epoll reports data and FIN in one edge: a short receive must not be taken for "drained".</summary>
    [Fact]
    public Task A_fin_queued_behind_the_data_is_seen_after_a_short_read() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        await client.WriteAllAsync(new byte[100]);
        client.ShutdownWrite();
        while (!server.PeerEnded)
        {
            await Loop.DelayAsync(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(100, server.TryRead(new byte[1000]));
        Assert.True(server.ReadableAsync().IsCompleted);
        Assert.Equal(ByteStream.EndOfStream, server.TryRead(new byte[1000]));
        client.Dispose();
        server.Dispose();
    });

    [Fact]
    public Task An_abort_is_a_reset_for_the_peer() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        client.Abort();
        Assert.Equal(ByteStream.Failed, await server.ReadOutcomeAsync());
        Assert.Equal(FailureReason.Reset, server.Failure!.Reason);
        Assert.Equal(FailureReason.Closed, client.Failure!.Reason);
        server.Dispose();
    });

    [Fact]
    public Task A_full_socket_makes_the_writer_wait_until_the_reader_drains() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        var chunk = new byte[256 * 1024];
        var accepted = 0L;
        for (int count; (count = client.TryWrite(chunk)) != ByteStream.WouldBlock;)
        {
            accepted += count;
        }

        var writable = client.WritableAsync();
        Assert.False(writable.IsCompleted);
        for (var drained = 0L; drained < accepted;)
        {
            var count = server.TryRead(chunk);
            if (count == ByteStream.WouldBlock)
            {
                await server.ReadableAsync();
            }
            else
            {
                drained += count;
            }
        }

        await writable;
        Assert.True(client.TryWrite(chunk) > 0);
        client.Dispose();
        server.Dispose();
    });

    [Fact]
    public Task Disposing_completes_the_waiters() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        var readable = client.ReadableAsync();
        client.Dispose();
        await readable;
        Assert.Equal(ByteStream.Failed, client.TryRead(new byte[1]));
        server.Dispose();
    });

    [Fact]
    public Task A_refused_connection_is_a_value() => OnLoop(async () =>
    {
        IpPort free;
        using (var listener = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, _ => { }).Require())
        {
            free = listener.LocalAddress;
        }

        var result = await TcpStream.ConnectAsync(Loop, free, TcpConnectOptions.Default);
        Assert.False(result.Succeeded);
        Assert.Equal(FailureReason.Refused, result.Failure.Reason);
        Assert.Equal("connect: Connection refused (errno 111)", result.Failure.Detail);
    });

    [Fact]
    public Task A_connection_without_an_answer_times_out() => OnLoop(async () =>
    {
        // A listener whose accept queue is full: the kernel drops further SYNs without a word.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var address = IpPort.From((IPEndPoint)full.LocalEndPoint!);
        var options = new TcpConnectOptions { Timeout = TimeSpan.FromMilliseconds(50) };
        var opened = new List<TcpStream>();
        StreamFailure? failure = null;
        while (failure is null)
        {
            var result = await TcpStream.ConnectAsync(Loop, address, options);
            failure = result.Failure;
            if (result.Succeeded)
            {
                opened.Add(result.Value);
            }
        }

        Assert.Equal(FailureReason.TimedOut, failure.Reason);
        opened.ForEach(stream => stream.Dispose());
    });

    [Fact]
    public Task A_local_address_is_used_as_the_source() => OnLoop(async () =>
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, accepted.SetResult).Require();
        var options = new TcpConnectOptions { LocalAddress = new IpPort(IpAddress.Parse("127.0.0.9"), 0) };
        using var client = (await TcpStream.ConnectAsync(Loop, listener.LocalAddress, options)).Require();
        using var server = await accepted.Task;
        Assert.Equal("127.0.0.9", server.RemoteAddress.Address.ToString());
        Assert.Equal(client.LocalAddress, server.RemoteAddress);
    });

    [Fact]
    public Task A_foreign_source_address_is_refused_unless_it_was_optional() => OnLoop(async () =>
    {
        using var listener = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, stream => stream.Dispose()).Require();
        var foreign = new TcpConnectOptions { LocalAddress = new IpPort(IpAddress.Parse("192.0.2.1"), 0), Timeout = TimeSpan.FromMilliseconds(100) };
        var strict = await TcpStream.ConnectAsync(Loop, listener.LocalAddress, foreign);
        Assert.Equal(FailureReason.AddressNotAvailable, strict.Failure!.Reason);
        var optional = await TcpStream.ConnectAsync(Loop, listener.LocalAddress, foreign with { Transparent = true });

        // With CAP_NET_ADMIN the bind is granted, and then loopback has no way back to that address: the connect times out.
        Assert.True(optional is { Succeeded: true, Value.Warning.Reason: FailureReason.PermissionDenied } or { Failure.Reason: FailureReason.TimedOut });
        optional.Value?.Dispose();
    });

    [Fact]
    public Task IPv6_works() => OnLoop(async () =>
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = TcpListener.Listen(Loop, new IpPort(IpAddress.Loopback6, 0), TcpListenOptions.Default, accepted.SetResult).Require();
        using var client = (await TcpStream.ConnectAsync(Loop, listener.LocalAddress, TcpConnectOptions.Default)).Require();
        using var server = await accepted.Task;
        Assert.Equal("::1", server.RemoteAddress.Address.ToString());
    });

    [Fact]
    public Task A_connection_within_the_host_is_not_paced() => OnLoop(async () =>
    {
        var (client, server) = await ConnectPairAsync();
        Assert.Equal("reno", CongestionControlOf(client));
        Assert.Equal("reno", CongestionControlOf(server));
        client.Dispose();
        server.Dispose();
    });

    private static unsafe string CongestionControlOf(TcpStream stream)
    {
        var name = stackalloc byte[16];
        var length = 16U;
        Assert.Equal(0, LibC.getsockopt(stream.Socket.Descriptor, SocketConstants.IPPROTO_TCP, SocketConstants.TCP_CONGESTION, name, &length));
        return Marshal.PtrToStringUTF8((nint)name)!;
    }
}
