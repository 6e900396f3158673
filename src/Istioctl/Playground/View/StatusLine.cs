using System.Globalization;
using Istioctl.Playground.Observation;
using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.View;

/// <summary>The live view for an output that is no terminal.</summary>
internal static class StatusLine
{
    /// <param name="troubles">See <see cref="Scenery.Scene.Troubles"/>.</param>
    public static string Of(CallSummary visitor, IReadOnlyList<StatusFinding>? findings, IReadOnlyList<string> troubles) => string.Create(
        CultureInfo.InvariantCulture,
        $"{visitor.Rate:0.0} pages/s, median {visitor.MedianMilliseconds:0} ms, {visitor.Succeeded} served, {visitor.Failed} failed; {string.Join("; ", [Say(findings), .. troubles])}");

    private static string Say(IReadOnlyList<StatusFinding>? findings) => findings switch
    {
        null => "istiod does not answer",
        [] => "the files are fine",
        _ => string.Join("; ", findings),
    };
}
