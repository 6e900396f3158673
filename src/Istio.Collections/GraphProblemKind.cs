namespace Istio.Collections;

public enum GraphProblemKind
{
    /// <summary>Two inputs claim one output key. The input with the smaller key owns it; the other is served when the first gives it up.</summary>
    Collision,

    /// <summary>A transformation threw: a bug. Its last good rows stay, and it runs again when something it read changes.</summary>
    Fault,
}
