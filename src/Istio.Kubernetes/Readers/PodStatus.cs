using Istio.Core.Values;

namespace Istio.Kubernetes.Readers;

/// <summary>What the mesh needs of a pod's <c>status</c>; default when there is none.</summary>
internal readonly record struct PodStatus(bool HasEnded, bool IsReady, ValueList<string>? Addresses);
