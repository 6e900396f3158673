namespace Istio.Security.Issuance;

/// <summary>Which of the waiting requests goes to the CA first; the lowest value wins.</summary>
public enum FetchPriority
{
    /// <summary>A connection waits for the certificate.</summary>
    RealTime,

    /// <summary>A workload started here; its first connection will come.</summary>
    Warmup,

    /// <summary>A renewal, with half of the old certificate's life left.</summary>
    Background,
}
