namespace Istio.Load.Load;

/// <summary>One line of the table.</summary>
/// <param name="Name">As on the command line and in the JSON.</param>
/// <param name="Kind">What the callers do.</param>
/// <param name="Connections">How many callers at a time.</param>
internal sealed record Workload(string Name, WorkloadKind Kind, int Connections)
{
    public static Workload[] All { get; } =
    [
        new("bulk-1", WorkloadKind.Bulk, 1),
        new("bulk-2", WorkloadKind.Bulk, 2),
        new("bulk-8", WorkloadKind.Bulk, 8),
        new("ping-1", WorkloadKind.Ping, 1),
        new("ping-128", WorkloadKind.Ping, 128),
        new("connect", WorkloadKind.Connect, 16),
    ];

    /// <summary>What is counted: gigabytes, requests or connections.</summary>
    public string Unit => Kind switch
    {
        WorkloadKind.Bulk => "GB",
        WorkloadKind.Ping => "request",
        _ => "connection",
    };
}
