using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Kinds.Core.Nodes;
using Istio.Model.Kinds.Core.Pods;
using Istio.Model.Objects;
using Istio.Model.Services;
using Istio.Model.Workloads;

namespace Istio.Translation.Ambient.Tables;

/// <summary>Pods as workloads.</summary>
internal static class PodTable
{
    public static Table<string, MeshWorkload> Of(ObjectTables objects, WorkloadSurroundings surroundings)
    {
        Table<ObjectName, Locality> localities = objects.Of(Node.Kind).Map("localities of nodes", static (node, _) => Locality.OfNode(node.Metadata.Labels));
        return objects.Of(Pod.Kind).MapMany<Sources, string, MeshWorkload>("workloads of pods", new Sources(surroundings, localities), Resolve);
    }

    private static void Resolve(Pod pod, Sources sources, Read read, Output<string, MeshWorkload> output)
    {
        if (!PodWorkloads.IsCallable(pod)
            || !sources.Surroundings.TryRead(read, pod.Metadata, pod.Metadata.Labels, out _, out Selected selected, out WorkloadContext context))
        {
            return;
        }

        MeshWorkload workload = PodWorkloads.Resolve(pod, context with
        {
            Locality = pod.NodeName.Length > 0 ? read.Get(sources.Localities, pod.ObjectName.OfCluster(pod.NodeName)) ?? Locality.Unknown : Locality.Unknown,
            Services = ServicesOf(pod, selected, sources.Surroundings, read),
        })!;
        output.Add(workload.Uid, workload);
    }

    /// <summary>Services that select the pod by labels, and those without selector whose slices name it.</summary>
    private static ValueList<WorkloadService> ServicesOf(Pod pod, in Selected selected, WorkloadSurroundings surroundings, Read read)
    {
        List<WorkloadService> services = new(selected.Services.Count);
        foreach (ServiceBackend service in selected.Services)
        {
            services.Add(PodWorkloads.PortsIn(pod, service));
        }

        foreach (UnselectedSlice slice in surroundings.Slices.OfPod(read, pod.ObjectName))
        {
            if (!services.Exists(service => service.Name == slice.Service.Name))
            {
                services.Add(SliceWorkloads.PortsIn(slice.Slice, slice.Service));
            }
        }

        return WorkloadSurroundings.InOrder(services);
    }

    private sealed record Sources(WorkloadSurroundings Surroundings, Table<ObjectName, Locality> Localities);
}
