using System.Net;
using Istio.Core.Names;

namespace Istioctl.Playground.Scenery;

internal static class SceneAddresses
{
    /// <summary>All addresses of listeners.</summary>
    public static IEnumerable<IPEndPoint> All(SceneLayout layout, IstiodAddresses istiod)
    {
        foreach (var address in istiod.All)
        {
            yield return address;
        }

        foreach (var node in layout.Nodes)
        {
            yield return Ztunnel.Stats(node);
            yield return Ztunnel.Readiness(node);
        }

        foreach (var workload in layout.Workloads)
        {
            yield return new IPEndPoint(workload.Address, Ports.Hbone);
            yield return workload.MeshEntry;
            if (workload.HasProgram)
            {
                yield return workload.Application;
            }
        }
    }
}
