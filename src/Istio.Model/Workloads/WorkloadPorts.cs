using Istio.Model.Services;

namespace Istio.Model.Workloads;

/// <summary>
/// Collects a workload's own port for each port of a service. The workload API tells no transport, so a port of UDP must not stand where one of TCP has the
/// same number.
/// </summary>
/// <param name="capacity">Number of the service's ports.</param>
internal readonly struct WorkloadPorts(int capacity)
{
    private readonly List<(PortMapping Mapping, bool TakesConnections)> _ports = new(capacity);

    /// <param name="target">0 when the workload does not have the port: it is left out.</param>
    public void Add(in BackendPort port, int target)
    {
        if (target != 0)
        {
            _ports.Add((new PortMapping(port.Port, target), port.TakesConnections));
        }
    }

    public WorkloadService Of(ServiceName service) => new(service, PortMappings.WithoutHidden(_ports));
}
