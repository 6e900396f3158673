using Istio.Core.Values;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Pods;

/// <summary>What the mesh needs of a pod.</summary>
public sealed record Pod(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<Pod> Kind { get; } = new("", nameof(Pod), "pods", PodDecoder.Decode)
    {
        Versions = ["v1"],
        KeepsWhatIsUnused = false,
    };

    protected override Kind DeclaredKind => Kind;

    public string ServiceAccount { get; init; } = "";

    /// <summary>Empty until the pod is scheduled.</summary>
    public string NodeName { get; init; } = "";

    public bool UsesHostNetwork { get; init; }

    /// <summary>Its containers have ended and will not run again.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Its Ready condition is true.</summary>
    public bool IsReady { get; init; }

    /// <summary>Addresses as written; empty until the node has given it one.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    public ValueList<ContainerPort> Ports { get; init; } = [];
}
