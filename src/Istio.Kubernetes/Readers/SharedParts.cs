using Istio.Core.Values;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Kinds.Discovery.EndpointSlices;
using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>What the objects of one API server share: the pods of a workload have one set of labels, one owner and the same ports.</summary>
internal sealed class SharedParts
{
    public TextPool Texts { get; } = new();

    /// <summary>Labels, annotations, selectors.</summary>
    public SharedValues<ValueMap<string, string>> Maps { get; } = new();

    public SharedValues<OwnerReference> Owners { get; } = new();

    public SharedValues<ValueList<ContainerPort>> ContainerPorts { get; } = new();

    public SharedValues<ValueList<SlicePort>> SlicePorts { get; } = new();
}
