using System.Diagnostics;
using Istioctl.Playground.Claims;
using Istioctl.Playground.Faults;
using Istioctl.Playground.Scenery;
using Istioctl.Playground.View;

namespace Istioctl.Playground;

/// <summary>The scene without a user: every claim is checked, in order, and the outcome is reported.</summary>
internal sealed class OnceRun(PlaygroundOptions options, WorkFolder folder, IOnceReport report, TimeProvider time)
{
    /// <returns>True when all claims hold.</returns>
    public async Task<bool> RunAsync(SampleFiles sample, CancellationToken cancellation)
    {
        // Claims edit files: they get their own.
        var files = sample.CopyTo(folder.Scene, options.Network);
        var fault = FaultList.For(options.Break);
        await fault.PrepareAsync(new SceneConfig(new ConfigFolder(files.Config)), cancellation);

        var start = Stopwatch.GetTimestamp();
        var outcomes = new List<CheckedClaim>();
        var starter = new SceneStarter(options, folder, report, fault, time);
        await using (var scene = await starter.StartAsync(files, cancellation))
        {
            foreach (var claim in options.SelectedClaims)
            {
                report.Checking(claim);
                var outcome = await CheckAsync(scene, claim, claim.Name == fault.Claim ? fault : null, cancellation);
                report.Checked(outcome);
                outcomes.Add(outcome);
            }
        }

        report.Finished(outcomes, Stopwatch.GetElapsedTime(start), folder);
        return outcomes.All(outcome => outcome.Evidence.Holds);
    }

    private static async Task<CheckedClaim> CheckAsync(Scene scene, Claim claim, Fault? fault, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        if (fault is not null)
        {
            await fault.BeginAsync(scene, cancellation);
        }

        var evidence = await GatherAsync(scene, claim, cancellation);
        if (scene.Troubles is [var trouble, ..])
        {
            // Whatever was measured, it was not measured on the whole mesh.
            evidence = Evidence.Against(evidence.Holds ? trouble : $"{trouble} {evidence.Detail}", evidence.Figures);
        }

        if (fault is not null)
        {
            await fault.EndAsync(scene);
        }

        return new CheckedClaim(claim, evidence, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>What breaks on the way to an answer is an answer: the claim does not hold.</summary>
    private static async Task<Evidence> GatherAsync(Scene scene, Claim claim, CancellationToken cancellation)
    {
        try
        {
            return await claim.CheckAsync(scene, cancellation);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or TimeoutException or InvalidDataException or CannotStart)
        {
            return Evidence.Against(broken.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Evidence.Against("A program of the mesh did not answer in time.");
        }
    }
}
