using Ztunnel.State;

namespace Ztunnel.Proxy.Routing;

/// <param name="Port">The workload's own port for what was asked.</param>
internal readonly record struct PickedEndpoint(Workload Workload, ushort Port);
