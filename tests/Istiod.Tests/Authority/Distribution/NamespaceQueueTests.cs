using Istiod.Authority.Distribution;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Authority.Distribution;

public sealed class NamespaceQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly NamespaceQueue _queue;

    public NamespaceQueueTests() => _queue = new(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_namespace_waits_once_however_often_it_is_named()
    {
        _queue.Add("a");
        _queue.Add("b");
        _queue.Add("a");

        Assert.Equal("a", await _queue.TakeAsync(Cancellation));
        Assert.Equal("b", await _queue.TakeAsync(Cancellation));
        Assert.False(Next().IsCompleted);
    }

    [Fact]
    public async Task One_that_is_named_while_it_is_taken_comes_again_when_it_is_done()
    {
        _queue.Add("a");
        await _queue.TakeAsync(Cancellation);
        _queue.Add("a");
        var next = Next();
        Assert.False(next.IsCompleted);

        _queue.Done("a");

        Assert.Equal("a", await next);
        _queue.Done("a");
        Assert.False(Next().IsCompleted);
    }

    [Fact]
    public async Task A_failure_comes_again_later_and_five_are_the_last()
    {
        _queue.Add("a");
        await _queue.TakeAsync(Cancellation);
        for (var i = 1; i < NamespaceQueue.MostAttempts; i++)
        {
            Assert.True(_queue.TryLater("a"));
            var next = Next();
            Assert.False(next.IsCompleted);

            // The longest of the spread delays.
            _time.Advance(TimeSpan.FromMilliseconds(300) * (1 << (i - 1)));
            Assert.Equal("a", await next);
        }

        Assert.False(_queue.TryLater("a"));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(Next().IsCompleted);
    }

    [Fact]
    public async Task A_change_ends_the_delay_and_begins_anew()
    {
        _queue.Add("a");
        for (var i = 1; i < NamespaceQueue.MostAttempts; i++)
        {
            await _queue.TakeAsync(Cancellation);
            Assert.True(_queue.TryLater("a"));
            _queue.Add("a");
        }

        Assert.Equal("a", await _queue.TakeAsync(Cancellation));
        Assert.True(_queue.TryLater("a"));
    }

    [Fact]
    public async Task What_was_done_can_be_named_again()
    {
        _queue.Add("a");
        await _queue.TakeAsync(Cancellation);
        _queue.Done("a");

        _queue.Add("a");

        Assert.Equal("a", await _queue.TakeAsync(Cancellation));
    }

    private Task<string> Next() => _queue.TakeAsync(Cancellation).AsTask();
}
