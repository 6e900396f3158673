using Ztunnel.State;

namespace Ztunnel.Proxy.Inbound;

/// <summary>Which of a workload's services an inbound connection was meant for. Telemetry only: the client's word is not believed for more.</summary>
internal static class DestinationService
{
    /// <param name="claimedHost">The host that the client's <c>forwarded</c> field names, or null.</param>
    /// <param name="port">The port of the connection to the application.</param>
    /// <returns>The claimed service if the workload serves it, else one with this target port, else any; null without services.</returns>
    public static Service? Guess(MeshState state, Workload destination, string? claimedHost, ushort port)
    {
        Service? byPort = null;
        Service? first = null;
        foreach (var (key, ports) in destination.Services)
        {
            if (state.ServiceByKey(key) is not { } service)
            {
                continue;
            }

            if (service.Hostname == claimedHost)
            {
                return service;
            }

            first ??= service;
            byPort ??= ports.Targets.Values.Contains(port) ? service : null;
        }

        return byPort ?? first;
    }
}
