using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Faults;

/// <summary>
/// Damages the running scene so that one claim is no longer true. The checks are the same with a fault as
/// without, and a check that cannot fail would be seen here.
/// </summary>
internal abstract class Fault
{
    /// <summary>The claim it makes untrue.</summary>
    public abstract string Claim { get; }

    /// <summary>Variables on top of those of each ztunnel.</summary>
    public virtual IReadOnlyDictionary<string, string> ZtunnelEnvironment { get; } = new Dictionary<string, string>();

    /// <summary>The partner's root is among those of the mesh's own CA, where it does not belong.</summary>
    public virtual bool TrustsPartnerAsOwn => false;

    /// <summary>Before anything runs, on the copied files.</summary>
    public virtual Task PrepareAsync(SceneConfig config, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Right before its claim is checked.</summary>
    public virtual Task BeginAsync(Scene scene, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Right after its claim was checked.</summary>
    public virtual Task EndAsync(Scene scene) => Task.CompletedTask;
}
