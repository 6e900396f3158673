namespace Istio.Http.Http2.Output;

internal enum FlushResult
{
    /// <summary>Everything has been handed to the transport.</summary>
    Drained,

    /// <summary>The transport takes no more for now.</summary>
    Blocked,

    Failed,
}
