namespace Istio.Kubernetes.ListWatch;

/// <summary>
/// Takes what a <see cref="Reflector"/> says, one call after the other. An exception from it is a fault of the program and ends the reflector; bad objects are
/// values.
/// </summary>
public interface IWatchSink
{
    /// <summary>All objects come now, by <see cref="Put"/>; until <see cref="EndList"/> nothing is known to be gone.</summary>
    void BeginList();

    /// <summary>An object is there, new or changed.</summary>
    /// <param name="json">The whole object; valid during the call.</param>
    void Put(in ObjectHead head, ReadOnlySpan<byte> json);

    void Remove(in ObjectHead head);

    /// <summary>What was not put since <see cref="BeginList"/> is gone.</summary>
    void EndList();
}
