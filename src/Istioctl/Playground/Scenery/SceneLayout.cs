using System.Net;
using Istio.Core.Names;
using Istio.Model.Kinds.Core.Pods;

namespace Istioctl.Playground.Scenery;

/// <summary>Which workloads the scene has, on which nodes and addresses: what the YAML files say.</summary>
internal sealed class SceneLayout
{
    private const string Agent = "ztunnel";

    private readonly Dictionary<string, SceneWorkload> _byName;

    private SceneLayout(IReadOnlyList<SceneNode> nodes, IReadOnlyList<SceneWorkload> workloads)
    {
        Nodes = nodes;
        Workloads = workloads;
        _byName = workloads.ToDictionary(workload => workload.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<SceneNode> Nodes { get; }

    /// <summary>The pods in the mesh, without the ztunnels.</summary>
    public IReadOnlyList<SceneWorkload> Workloads { get; }

    /// <summary>The visitor of the pages: the playground calls from its address.</summary>
    public SceneWorkload Gateway => this["bookinfo-gateway-istio"];

    /// <summary>A caller that some policies allow and one denies by name.</summary>
    public SceneWorkload Curl => this["curl"];

    /// <exception cref="CannotStart">The scene has no such pod.</exception>
    public SceneWorkload this[string pod] => _byName.TryGetValue(pod, out var workload)
        ? workload
        : throw new CannotStart($"The files have no pod '{pod}'.", "The playground needs the pods of samples/bookinfo; compare with config/pods.yaml there.");

    /// <exception cref="CannotStart">There is no pod with an address, or no ztunnel pod.</exception>
    public static SceneLayout From(IEnumerable<Pod> pods)
    {
        SceneWorkload[] placed = [.. pods.Where(pod => pod.Addresses.Count > 0 && IPAddress.TryParse(pod.Addresses[0], out _)).Select(Place)];
        SceneNode[] nodes = [.. placed.Where(pod => pod.App == Agent).Select(agent => new SceneNode(agent.Node, agent)).OrderBy(node => node.Name, StringComparer.Ordinal)];
        if (nodes.Length == 0)
        {
            throw new CannotStart("The files have no pod with label app: ztunnel.", "Each node needs one; compare with samples/bookinfo/config/nodes.yaml.");
        }

        return new SceneLayout(nodes, [.. placed.Where(pod => pod.App != Agent)]);
    }

    private static SceneWorkload Place(Pod pod) => new(
        pod.Metadata.Namespace,
        pod.Metadata.Name,
        pod.Metadata.Uid,
        pod.Metadata.Label(Labels.App),
        pod.Metadata.Label(Labels.Version),
        pod.NodeName,
        pod.ServiceAccount,
        IPAddress.Parse(pod.Addresses[0]));
}
