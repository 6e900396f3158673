namespace Istio.Collections.Tracking;

/// <summary>Lets the graph take what is staged in all its inputs under one lock, without knowing their types.</summary>
internal interface IInput
{
    /// <summary>Called with the edit lock held; false when nothing is staged.</summary>
    bool Take();
}
