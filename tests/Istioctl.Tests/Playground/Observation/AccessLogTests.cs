using Istioctl.Playground.Observation;

namespace Istioctl.Tests.Playground.Observation;

public sealed class AccessLogTests
{
    private readonly AccessLog _log = new();

    [Fact]
    public async Task A_line_that_comes_later_is_waited_for()
    {
        var waiting = Wait(0, "b", TimeSpan.FromSeconds(30));
        Offer("a");
        Assert.False(waiting.IsCompleted);
        Offer("b");
        Assert.Equal("b", (await waiting)?.SourceWorkload);
    }

    [Fact]
    public async Task Lines_before_the_position_do_not_count()
    {
        Offer("a");
        Assert.Null(await Wait(_log.Position, "a", TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void The_oldest_lines_are_dropped_and_positions_stay_valid()
    {
        for (var line = 0; line < 50_010; line++)
        {
            Offer($"w{line}");
        }

        Assert.Equal(50_010, _log.Position);
        Assert.Equal("w50008", _log.Since(50_008)[0].SourceWorkload);
        Assert.Equal("w10", _log.Since(0)[0].SourceWorkload);
    }

    private Task<AccessLogLine?> Wait(long position, string workload, TimeSpan timeout) =>
        _log.WaitForAsync(position, line => line.SourceWorkload == workload, timeout, TestContext.Current.CancellationToken);

    private void Offer(string workload) =>
        _log.Offer($"2026-11-24T15:52:05Z\tinfo\taccess\tconnection complete\tsrc.workload=\"{workload}\" direction=\"inbound\"");
}
