using Istioctl.Playground.Observation;
using Istioctl.Playground.Traffic;

namespace Istioctl.Playground.View;

/// <summary>Everything that one workload has said to another of late, as the called side saw it.</summary>
internal sealed class Edge(string caller, string called)
{
    public string Caller => caller;

    public string Called => called;

    public string? CallerIdentity { get; private set; }

    public string? CalledIdentity { get; private set; }

    public long Allowed { get; private set; }

    public long Denied { get; private set; }

    public Verdict Last { get; private set; }

    public RollingWindow Recent { get; } = new(TimeSpan.FromSeconds(5));

    public void Add(AccessLogLine line)
    {
        CallerIdentity = line.SourceIdentity;
        CalledIdentity = line.DestinationIdentity;
        Last = line.Verdict;
        if (line.Verdict.Kind == VerdictKind.Allowed)
        {
            Allowed++;
        }
        else
        {
            Denied++;
        }

        Recent.Add(line.Duration.TotalMilliseconds);
    }
}
