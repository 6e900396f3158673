using Istio.Collections;
using Istio.Core.Names;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;
using Istio.Translation.Mesh.Selections;

namespace Istio.Translation.Mesh.Workloads;

/// <summary>Pods as workloads.</summary>
internal sealed class PodWorkloadTables
{
    public PodWorkloadTables(ObjectTables objects, WorkloadSurroundings surroundings)
    {
        var localities = objects.Of(Node.Kind).Map("localities of nodes", static (node, _) => Locality.OfNode(node.Metadata.Labels));
        All = objects.Of(Pod.Kind).MapMany<Sources, WorkloadUid, MeshWorkload>("workloads of pods", new Sources(surroundings, localities), Resolve);
    }

    public Table<WorkloadUid, MeshWorkload> All { get; }

    private static void Resolve(Pod pod, Sources sources, Read read, Output<WorkloadUid, MeshWorkload> output)
    {
        if (!PodWorkloads.IsCallable(pod) || !sources.Surroundings.TryRead(read, pod.Metadata, pod.Metadata.Labels, out _, out var selected, out var context))
        {
            return;
        }

        var workload = PodWorkloads.Resolve(pod, context with
        {
            Locality = pod.NodeName.Length > 0 ? read.Get(sources.Localities, pod.ObjectName.OfCluster(pod.NodeName)) ?? Locality.Unknown : Locality.Unknown,
            Services = ServicesOf(pod, selected, sources.Surroundings, read),
        })!;
        output.Add(workload.Uid, workload);
    }

    /// <summary>Services that select the pod by labels, and those without selector whose slices name it.</summary>
    private static ValueList<WorkloadService> ServicesOf(Pod pod, in Selected selected, WorkloadSurroundings surroundings, Read read)
    {
        var services = new List<WorkloadService>(selected.Services.Count);
        foreach (var service in selected.Services)
        {
            services.Add(PodWorkloads.PortsIn(pod, service));
        }

        foreach (var slice in surroundings.Slices.OfPod(read, pod.ObjectName))
        {
            if (!Contains(services, slice.Service.Name))
            {
                services.Add(SliceWorkloads.PortsIn(slice.Slice, slice.Service));
            }
        }

        return WorkloadSurroundings.InOrder(services);
    }

    private static bool Contains(List<WorkloadService> services, ServiceName name)
    {
        foreach (var service in services)
        {
            if (service.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Sources(WorkloadSurroundings Surroundings, Table<ObjectName, Locality> Localities);
}
