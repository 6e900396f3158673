using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Claims;

/// <summary>Something the playground says of the mesh, and the way it finds out whether it is so.</summary>
internal abstract class Claim
{
    /// <summary>A short name for the command line and the report.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence.</summary>
    public abstract string Statement { get; }

    /// <summary>Whether it says something of a mesh whose istiod reads this.</summary>
    public virtual bool IsAbout(SourceKind source) => true;

    /// <summary>Leaves the scene as it found it.</summary>
    public abstract Task<Evidence> CheckAsync(Scene scene, CancellationToken cancellation);
}
