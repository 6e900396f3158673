using System.Net;
using Istio.Core.Identity;
using Istio.Core.Names;

namespace Istioctl.Playground.Scenery;

/// <summary>A pod of the scene.</summary>
/// <param name="Version">Empty for pods that have no program of their own.</param>
internal sealed record SceneWorkload(
    string Namespace, string Name, string Uid, string App, string Version, string Node, string ServiceAccount, IPAddress Address)
{
    /// <summary>Where its application listens.</summary>
    public const int ApplicationPort = 9080;

    /// <summary>The SOCKS5 entry that its ztunnel opens on the pod's address.</summary>
    public IPEndPoint MeshEntry => new(Address, Ports.Socks5);

    public IPEndPoint Application => new(Address, ApplicationPort);

    /// <summary>The name it must have in every handshake.</summary>
    public SpiffeId Identity => new("cluster.local", Namespace, ServiceAccount);

    /// <summary>The playground starts a program for it; for the others it is the caller itself.</summary>
    public bool HasProgram => Version.Length > 0;
}
