namespace Istio.Model.Kinds.Security.PeerAuthentications;

public enum MutualTlsMode
{
    /// <summary>As the next wider policy says; permissive when none does.</summary>
    Unset,
    Disable,
    Permissive,
    Strict,
}
