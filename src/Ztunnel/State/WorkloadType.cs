namespace Ztunnel.State;

/// <summary>The kind of object that owns a workload. Values of <c>istio.workload.WorkloadType</c>.</summary>
internal enum WorkloadType
{
    Deployment = 0,
    CronJob = 1,
    Pod = 2,
    Job = 3,
}
