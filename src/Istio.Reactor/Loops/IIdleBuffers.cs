namespace Istio.Reactor;

/// <summary>A stream that keeps native buffers while it is busy.</summary>
internal interface IIdleBuffers
{
    /// <summary>True when it has been silent since the last question and has given its buffers back; it is not asked again until it registers.</summary>
    bool TryRelease();
}
