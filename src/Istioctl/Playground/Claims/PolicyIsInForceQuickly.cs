using System.Diagnostics;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>
/// From the rename that saves a file, or the request that writes an object, to the moment when the new policy has closed a connection on each of the two nodes,
/// several times over. The slower node counts.
/// </summary>
internal sealed class PolicyIsInForceQuickly : Claim
{
    private const int Rounds = 10;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    public override string Name => "policy-latency";

    public override string Statement => "A saved policy is in force in both ztunnels within 300 ms, in the median of ten rounds, and never later than after a second.";

    public override async Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation)
    {
        var latencies = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            if (await MeasureAsync(scene, cancellation) is not { } latency)
            {
                return Evidence.Against($"In round {round + 1} the policy was not in force after {Timeout.TotalSeconds:0} s.");
            }

            latencies.Add(latency);
        }

        return LatencyMark.Check(latencies);
    }

    /// <summary>Null when a connection was still open after the timeout.</summary>
    private static async Task<double?> MeasureAsync(Scene scene, CancellationToken cancellation)
    {
        // details runs on node-2, productpage on node-1.
        using var first = await Scene.HoldWhenAllowedAsync(scene.Layout.Curl, "productpage", cancellation);
        using var second = await Scene.HoldWhenAllowedAsync(scene.Layout.Curl, "details", cancellation);
        var saved = Stopwatch.GetTimestamp();
        await using var edit = await PolicyEdits.BlockCurlEverywhereAsync(scene.Config, cancellation);
        var closed = Task.WhenAll(first.Closed, second.Closed);
        return await Task.WhenAny(closed, Task.Delay(Timeout, cancellation)) == closed
            ? Stopwatch.GetElapsedTime(saved, (await closed).Max()).TotalMilliseconds
            : null;
    }
}
