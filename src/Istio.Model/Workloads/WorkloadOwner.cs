using Istio.Model.Kinds;

namespace Istio.Model.Workloads;

/// <summary>The object that a user would say a pod belongs to.</summary>
internal static class WorkloadOwner
{
    private const string TemplateHash = "pod-template-hash";

    /// <summary>A CronJob appends the minute of its run, in digits, to the Jobs it makes.</summary>
    private const int ShortestRunStamp = 8;

    public static string NameOf(ObjectMeta pod) => pod.Controller switch
    {
        null => pod.Name,
        { Kind: "ReplicaSet" } owner => WithoutHash(owner.Name, pod.Label(TemplateHash)),
        { Kind: "Job" } owner => WithoutRunStamp(owner.Name),
        { } owner => owner.Name,
    };

    private static string WithoutHash(string replicaSet, string hash) =>
        hash.Length > 0 && replicaSet.EndsWith($"-{hash}", StringComparison.Ordinal) ? replicaSet[..^(hash.Length + 1)] : replicaSet;

    private static string WithoutRunStamp(string job)
    {
        int dash = job.LastIndexOf('-');
        bool isStamp = dash > 0 && job.Length - dash - 1 >= ShortestRunStamp && !job.AsSpan(dash + 1).ContainsAnyExceptInRange('0', '9');
        return isStamp ? job[..dash] : job;
    }
}
