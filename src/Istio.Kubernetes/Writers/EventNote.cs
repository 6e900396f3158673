namespace Istio.Kubernetes.Writers;

/// <summary>What an event says (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1). Equal ones are one event that is counted.</summary>
/// <param name="IsWarning">Somebody should look at it.</param>
/// <param name="Reason">Why it happened, one word in CamelCase, at most 128 characters.</param>
/// <param name="Action">What was done or tried, one word in CamelCase, at most 128 characters.</param>
/// <param name="Note">For people; cut at 1,024 bytes.</param>
public sealed record EventNote(ObjectReference Regarding, bool IsWarning, string Reason, string Action, string Note);
