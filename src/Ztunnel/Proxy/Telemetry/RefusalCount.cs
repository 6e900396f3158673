namespace Ztunnel.Proxy.Telemetry;

/// <summary>The refusals of one kind by one peer in one period.</summary>
internal sealed class RefusalCount
{
    /// <summary>Refusals with a line of their own.</summary>
    public int Written { get; set; }

    /// <summary>Those without.</summary>
    public long Gathered { get; set; }

    /// <summary>The error of the last one gathered.</summary>
    public string? Detail { get; set; }
}
