using Istiod.Serving.Bounds;
using Microsoft.AspNetCore.Connections;

namespace Istiod.Tests.Serving.Bounds;

public sealed class StrangersTests
{
    private readonly Strangers _strangers = new(most: 2);
    private readonly TaskCompletionSource _end = new();

    [Fact]
    public void The_oldest_stranger_makes_room_and_who_is_known_stays()
    {
        var known = Open();
        known.Features.Get<ConnectionShare>()!.Know();
        var first = Open();
        var second = Open();
        Assert.False(first.ConnectionClosed.IsCancellationRequested);

        var third = Open();

        Assert.True(first.ConnectionClosed.IsCancellationRequested);
        Assert.All([known, second, third], static connection => Assert.False(connection.ConnectionClosed.IsCancellationRequested));
        _end.SetResult();
    }

    [Fact]
    public async Task A_connection_that_ends_leaves_its_place()
    {
        var connection = new DefaultConnectionContext();
        await _strangers.ServeAsync(connection, static _ => Task.CompletedTask);
        var others = new[] { Open(), Open() };

        Assert.All(others, static other => Assert.False(other.ConnectionClosed.IsCancellationRequested));
        _end.SetResult();
    }

    [Fact]
    public void A_connection_has_so_many_streams_and_no_more_until_one_ends()
    {
        var share = new ConnectionShare(static () => { });
        for (var i = 0; i < ConnectionShare.MostStreams; i++)
        {
            Assert.True(share.TryEnter());
        }

        Assert.False(share.TryEnter());
        share.Leave();
        Assert.True(share.TryEnter());
    }

    [Fact]
    public void A_connection_has_one_large_request_at_a_time()
    {
        var share = new ConnectionShare(static () => { });

        Assert.True(share.TryTakeTurn());
        Assert.False(share.TryTakeTurn());
        share.ReturnTurn();
        Assert.True(share.TryTakeTurn());
    }

    private ClosableConnection Open()
    {
        var connection = new ClosableConnection();
        _ = _strangers.ServeAsync(connection, _ => _end.Task);
        return connection;
    }

    private sealed class ClosableConnection : DefaultConnectionContext
    {
        private readonly CancellationTokenSource _closed = new();

        public ClosableConnection() => ConnectionClosed = _closed.Token;

        public override void Abort(ConnectionAbortedException abortReason) => _closed.Cancel();
    }
}
