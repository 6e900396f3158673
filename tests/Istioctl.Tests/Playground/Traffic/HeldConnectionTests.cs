using Istioctl.Playground.Traffic;

namespace Istioctl.Tests.Playground.Traffic;

public sealed class HeldConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_for_the_name_and_stays_open_between_requests()
    {
        using var entry = new SocksServer();
        using var held = await HeldConnection.OpenAsync(entry.Address, "details", 9080, Cancel);
        Assert.Equal("details:9080", entry.Asked);
        Assert.Equal("HTTP/1.1 200 OK", await held.RequestAsync(Cancel));
        Assert.False(held.Closed.IsCompleted);
    }

    [Fact]
    public async Task It_notices_at_once_when_it_is_closed()
    {
        using var entry = new SocksServer();
        using var held = await HeldConnection.OpenAsync(entry.Address, "details", 9080, Cancel);
        entry.HangUp();
        await held.Closed.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        await Assert.ThrowsAsync<IOException>(() => held.RequestAsync(Cancel));
    }

    [Fact]
    public async Task A_refusal_of_the_entry_is_reported()
    {
        using var entry = new SocksServer(reply: 2);
        var refusal = await Assert.ThrowsAsync<IOException>(() => HeldConnection.OpenAsync(entry.Address, "ratings", 9080, Cancel));
        Assert.Equal("The entry refuses ratings:9080 with reply 2.", refusal.Message);
    }

    [Fact]
    public async Task A_caller_reports_a_refusal_as_an_outcome()
    {
        using var entry = new SocksServer(reply: 2);
        using var caller = new Caller("curl", entry.Address);
        var outcome = await caller.GetAsync("http://ratings:9080/", Cancel);
        Assert.Equal(0, outcome.Status);
        Assert.NotNull(outcome.Failure);
    }
}
