using System.Diagnostics;

namespace Istioctl.Playground.View;

/// <summary>Reports how long each stage of the start takes.</summary>
internal sealed class Stages(IStageReport report)
{
    public Task RunAsync(string stage, Func<Task> work) => RunAsync(stage, async () =>
    {
        await work();
        return 0;
    });

    public async Task<T> RunAsync<T>(string stage, Func<Task<T>> work)
    {
        var start = Stopwatch.GetTimestamp();
        report.Begun(stage);
        var result = await work();
        report.Done(stage, Stopwatch.GetElapsedTime(start));
        return result;
    }
}
