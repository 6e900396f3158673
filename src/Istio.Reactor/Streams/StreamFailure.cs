using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>Why a stream or socket operation failed.</summary>
/// <param name="Reason">The class of failure.</param>
/// <param name="Detail">One line for a log: operation and cause.</param>
/// <param name="ErrorNumber">errno when the kernel said so, else 0.</param>
public sealed record StreamFailure(FailureReason Reason, string Detail, int ErrorNumber = 0)
{
    internal static readonly StreamFailure ClosedHere = new(FailureReason.Closed, "closed by this side");
    internal static readonly StreamFailure AbortedHere = new(FailureReason.Closed, "aborted by this side");
    internal static readonly StreamFailure LoopStopping = new(FailureReason.Stopping, "the event loop is stopping");

    /// <summary>
    /// Resets, broken pipes and abrupt ends are how connections end in practice; Istio's access log does not count them as errors
    /// (ztunnel's copy loop treats the same four kinds as a normal end).
    /// </summary>
    public bool IsOrdinaryEnd => Reason is FailureReason.Reset or FailureReason.BrokenPipe or FailureReason.UnexpectedEnd or FailureReason.Closed;

    public override string ToString() => Detail;

    internal static StreamFailure FromErrno(string operation, int errno) => new(Errno.Classify(errno), $"{operation}: {Errno.Describe(errno)}", errno);
}
