using System.Net;
using System.Threading.Channels;
using Istiod.Serving;
using Microsoft.AspNetCore.Connections;

namespace Istiod.Tests.Serving;

public sealed class WatchedTransportTests
{
    private readonly Channel<ConnectionContext?> _accepted = Channel.CreateUnbounded<ConnectionContext?>();
    private readonly WatchedTransport _transport;

    public WatchedTransportTests() => _transport = new(new Sockets(_accepted));

    [Fact]
    public async Task A_port_whose_accept_throws_is_a_failure()
    {
        var port = await BindAsync();
        _accepted.Writer.Complete(new InvalidOperationException("the poll is broken"));
        await Assert.ThrowsAnyAsync<Exception>(() => port.AcceptAsync(TestContext.Current.CancellationToken).AsTask());

        var failure = await Assert.ThrowsAsync<IOException>(() => _transport.Failure);
        Assert.Equal("127.0.0.1:7 no longer accepts connections: the poll is broken", failure.Message);
    }

    [Fact]
    public async Task A_port_that_ends_by_itself_is_a_failure()
    {
        var port = await BindAsync();
        _accepted.Writer.TryWrite(null);
        Assert.Null(await port.AcceptAsync(TestContext.Current.CancellationToken));

        Assert.Equal("127.0.0.1:7 no longer accepts connections", (await Assert.ThrowsAsync<IOException>(() => _transport.Failure)).Message);
    }

    [Fact]
    public async Task A_port_that_was_closed_is_none()
    {
        var port = await BindAsync();
        await port.UnbindAsync(TestContext.Current.CancellationToken);
        _accepted.Writer.TryWrite(null);
        Assert.Null(await port.AcceptAsync(TestContext.Current.CancellationToken));

        Assert.False(_transport.Failure.IsCompleted);
    }

    private ValueTask<IConnectionListener> BindAsync() => _transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 7), TestContext.Current.CancellationToken);

    private sealed class Sockets(Channel<ConnectionContext?> accepted) : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new Port(endpoint, accepted));
    }

    private sealed class Port(EndPoint endPoint, Channel<ConnectionContext?> accepted) : IConnectionListener
    {
        public EndPoint EndPoint => endPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await accepted.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException closed) when (closed.InnerException is { } reason)
            {
                throw reason;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
