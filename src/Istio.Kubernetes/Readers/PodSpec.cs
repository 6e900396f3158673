using Istio.Core.Values;
using Istio.Model.Kinds.Core.Pods;

namespace Istio.Kubernetes.Readers;

/// <summary>What the mesh needs of a pod's <c>spec</c>.</summary>
internal readonly record struct PodSpec(string ServiceAccount, string NodeName, bool UsesHostNetwork, ValueList<ContainerPort> Ports);
