using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Kinds.Networking.WorkloadEntries;
using Istio.Model.Objects;

namespace Istio.Model.Workloads;

/// <summary>What a user would call a workload: the label of the pod, else the object that made it, else its own name.</summary>
internal static class WorkloadNames
{
    private const string TemplateHash = "pod-template-hash";
    private const string RolloutTemplateHash = "rollouts-pod-template-hash";
    private const string DeploymentConfig = "deploymentconfig";

    /// <summary>A CronJob appends the minute of its run, in digits, to the Jobs it makes.</summary>
    private const int ShortestRunStamp = 8;
    private const int LongestRunStamp = 10;

    public static string Of(ObjectMeta pod)
    {
        var label = pod.Label(Labels.WorkloadName);
        return label.Length > 0 ? label : OwnerOf(pod);
    }

    /// <param name="labels">Those of the entry and of its specification.</param>
    public static string Of(WorkloadEntry entry, ValueMap<string, string> labels)
    {
        var group = entry.Metadata.Annotation(Annotations.AutoRegistrationGroup);
        return group.Length > 0 ? group
            : labels.TryGetValue(Labels.WorkloadName, out var label) && label.Length > 0 ? label
            : entry.Metadata.Name;
    }

    /// <summary>A pod whose name somebody chose is named by it, whatever controls the pod.</summary>
    private static string OwnerOf(ObjectMeta pod) => !pod.HasGeneratedName ? pod.Name : pod.Controller switch
    {
        null or { Name: "" } => pod.Name,
        { Kind: "ReplicaSet" } owner => WithoutHash(owner.Name, pod),
        { Kind: "Job" } owner => WithoutRunStamp(owner.Name),
        { Kind: "ReplicationController" } when pod.Label(DeploymentConfig) is { Length: > 0 } config => config,
        { } owner => owner.Name,
    };

    private static string WithoutHash(string replicaSet, ObjectMeta pod)
    {
        var name = WithoutSuffix(replicaSet, pod.Label(TemplateHash));
        return name.Length < replicaSet.Length ? name : WithoutSuffix(replicaSet, pod.Label(RolloutTemplateHash));
    }

    private static string WithoutSuffix(string name, string suffix) =>
        suffix.Length > 0 && name.EndsWith($"-{suffix}", StringComparison.Ordinal) ? name[..^(suffix.Length + 1)] : name;

    private static string WithoutRunStamp(string job)
    {
        var dash = job.LastIndexOf('-');
        var isStamp = dash > 0 && job.Length - dash - 1 is >= ShortestRunStamp and <= LongestRunStamp && !job.AsSpan(dash + 1).ContainsAnyExceptInRange('0', '9');
        return isStamp ? job[..dash] : job;
    }
}
