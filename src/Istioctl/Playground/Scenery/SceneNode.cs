using System.Net;

namespace Istioctl.Playground.Scenery;

/// <summary>A pretended node.</summary>
/// <param name="Agent">The pod of its ztunnel, in whose name it speaks to istiod.</param>
internal sealed record SceneNode(string Name, SceneWorkload Agent)
{
    public IPAddress Address => Agent.Address;
}
