namespace Istio.Kubernetes.Writers;

/// <summary>What must hold for an object to be deleted; otherwise the server answers with a conflict.</summary>
/// <param name="Uid">Its <c>metadata.uid</c>; empty for any.</param>
/// <param name="Version">Its <c>metadata.resourceVersion</c>; empty for any.</param>
public readonly record struct DeletePreconditions(string Uid = "", string Version = "");
