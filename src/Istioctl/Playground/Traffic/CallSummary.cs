namespace Istioctl.Playground.Traffic;

/// <param name="Succeeded">Since the start.</param>
/// <param name="Failed">Since the start.</param>
/// <param name="Rate">Calls a second, over the last seconds.</param>
/// <param name="MedianMilliseconds">Over the last seconds; 0 when there was no call.</param>
/// <param name="P99Milliseconds">Over the last seconds; 0 when there was no call.</param>
internal readonly record struct CallSummary(
    long Succeeded, long Failed, string? LastFailure, double Rate, double MedianMilliseconds, double P99Milliseconds);
