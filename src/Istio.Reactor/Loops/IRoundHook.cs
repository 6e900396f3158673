namespace Istio.Reactor;

/// <summary>Work put off to the end of the loop's round, so that what many events of the round produced goes out in one system call.</summary>
public interface IRoundHook
{
    /// <summary>Called once per registration. True keeps the hook for the next round, which then polls without sleeping.</summary>
    bool OnEndOfRound();
}
