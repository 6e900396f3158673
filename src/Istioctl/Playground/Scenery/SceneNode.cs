using System.Net;

namespace Istioctl.Playground.Scenery;

/// <summary>A pretended node.</summary>
/// <param name="Agent">The pod of its ztunnel, as which it authenticates to istiod.</param>
internal sealed record SceneNode(string Name, SceneWorkload Agent)
{
    public IPAddress Address => Agent.Address;
}
