using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Sabotages;

/// <summary>
/// Damages the running scene so that one claim is no longer true. The claims know nothing of it: what is checked with a sabotage is the same as
/// without, and a check that cannot fail would be seen here.
/// </summary>
internal abstract class Sabotage
{
    /// <summary>The claim it makes untrue.</summary>
    public abstract string Claim { get; }

    /// <summary>Variables on top of those of each ztunnel.</summary>
    public virtual IReadOnlyDictionary<string, string> ZtunnelEnvironment { get; } = new Dictionary<string, string>();

    /// <summary>The partner's root is among those of the mesh's own CA, where it does not belong.</summary>
    public virtual bool TakesPartnerForOwn => false;

    /// <summary>Before anything runs, on the copied files.</summary>
    public virtual void Prepare(ConfigFolder config)
    {
    }

    /// <summary>Right before its claim is checked.</summary>
    public virtual Task BeginAsync(Scene scene, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Right after its claim was checked.</summary>
    public virtual Task EndAsync(Scene scene) => Task.CompletedTask;
}
