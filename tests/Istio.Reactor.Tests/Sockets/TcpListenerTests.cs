using Istio.Core.Net;

namespace Istio.Reactor.Tests.Sockets;

public sealed class TcpListenerTests : LoopTest
{
    [Fact]
    public Task A_taken_address_is_a_value_that_names_it() => OnLoop(() =>
    {
        using var first = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, _ => { }).Require();
        var second = TcpListener.Listen(Loop, first.LocalAddress, TcpListenOptions.Default, _ => { });
        Assert.Equal(FailureReason.AddressInUse, second.Failure!.Reason);
        Assert.StartsWith($"listen on {first.LocalAddress}: ", second.Failure.Detail, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    [Fact]
    public Task Two_listeners_share_a_port_when_both_say_so() => OnLoop(() =>
    {
        var shared = new TcpListenOptions { ReusePort = true };
        using var first = TcpListener.Listen(Loop, AnyPort, shared, _ => { }).Require();
        using var second = TcpListener.Listen(Loop, first.LocalAddress, shared, _ => { }).Require();
        Assert.Equal(first.LocalAddress, second.LocalAddress);
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_dual_stack_listener_sees_IPv4_callers_as_IPv4() => OnLoop(async () =>
    {
        var accepted = new TaskCompletionSource<TcpStream>();
        using var listener = TcpListener.Listen(Loop, new IpPort(IpAddress.Any6, 0), TcpListenOptions.Default, accepted.SetResult).Require();
        var remote = new IpPort(IpAddress.Loopback, listener.LocalAddress.Port);
        using var client = (await TcpStream.ConnectAsync(Loop, remote, TcpConnectOptions.Default)).Require();
        using var server = await accepted.Task;
        Assert.Equal(IpAddress.Loopback, server.RemoteAddress.Address);
        Assert.Equal(remote, server.LocalAddress);
    });

    [Fact]
    public Task A_burst_larger_than_one_rounds_accepts_is_accepted_in_full() => OnLoop(async () =>
    {
        const int Burst = 200;
        var all = new TaskCompletionSource();
        var accepted = new List<TcpStream>();
        using var listener = TcpListener.Listen(Loop, AnyPort, TcpListenOptions.Default, stream =>
        {
            accepted.Add(stream);
            if (accepted.Count == Burst)
            {
                all.SetResult();
            }
        }).Require();
        var pending = new List<Task<IoResult<TcpStream>>>();
        for (var i = 0; i < Burst; i++)
        {
            pending.Add(TcpStream.ConnectAsync(Loop, listener.LocalAddress, TcpConnectOptions.Default).AsTask());
        }

        foreach (var connected in await Task.WhenAll(pending))
        {
            connected.Require().Dispose();
        }

        await all.Task;
        accepted.ForEach(stream => stream.Dispose());
    });
}
