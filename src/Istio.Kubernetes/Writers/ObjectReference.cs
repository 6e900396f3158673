namespace Istio.Kubernetes.Writers;

/// <summary>Names the object that an event is about.</summary>
/// <param name="ApiVersion">For instance <c>gateway.networking.k8s.io/v1</c>.</param>
/// <param name="Namespace">Empty for an object of the cluster.</param>
/// <param name="Uid">Empty when it is not known; <c>kubectl describe</c> then does not show the event.</param>
public sealed record ObjectReference(string ApiVersion, string Kind, string Namespace, string Name, string Uid = "");
