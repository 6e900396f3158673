using Istio.Reactor;

namespace Istio.Http.Relaying;

/// <summary>How a relay ended.</summary>
/// <param name="Failure">Null when both sides ended in good order; else what broke first.</param>
/// <param name="StopCause">Why <see cref="Relay.Stop"/> was called, or null.</param>
public readonly record struct RelayResult(StreamFailure? Failure, string? StopCause)
{
    /// <summary>
    /// True unless the relay was stopped or something else than a reset or an abrupt end went wrong: ztunnel counts those as a normal end.
    /// </summary>
    public bool IsOrdinaryEnd => StopCause is null && (Failure is null || Failure.IsOrdinaryEnd);
}
