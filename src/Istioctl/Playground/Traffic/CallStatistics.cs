namespace Istioctl.Playground.Traffic;

/// <summary>Counts calls since the start, and knows rate and latency of the last seconds.</summary>
internal sealed class CallStatistics
{
    private readonly RollingWindow _recent = new(TimeSpan.FromSeconds(5));
    private readonly Lock _gate = new();
    private long _succeeded;
    private long _failed;
    private string? _lastFailure;

    public void Record(CallOutcome outcome)
    {
        lock (_gate)
        {
            if (outcome.Succeeded)
            {
                _succeeded++;
            }
            else
            {
                (_failed, _lastFailure) = (_failed + 1, outcome.ToString());
            }

            _recent.Add(outcome.Latency.TotalMilliseconds);
        }
    }

    public CallSummary Read()
    {
        lock (_gate)
        {
            return new CallSummary(_succeeded, _failed, _lastFailure, _recent.Rate(), _recent.Quantile(0.5), _recent.Quantile(0.99));
        }
    }
}
