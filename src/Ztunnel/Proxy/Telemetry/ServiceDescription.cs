using Ztunnel.State;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>What telemetry says about the addressed service.</summary>
internal sealed record ServiceDescription(string Hostname, string Name, string Namespace)
{
    public static ServiceDescription? Of(Service? service) =>
        service is null ? null : new(service.Hostname, service.Name, service.Namespace);
}
