using Istio.Core.Values;

namespace Ztunnel.State;

/// <summary>Target port by service port. A target of 0 means "not numbered here": ask the next level.</summary>
internal sealed record ServicePorts(ValueMap<ushort, ushort> Targets)
{
    public static ServicePorts Empty { get; } = new(ValueMap<ushort, ushort>.Empty);

    /// <summary>The target for a service port, 0 when none is given.</summary>
    public ushort TargetOf(ushort servicePort) => Targets.TryGetValue(servicePort, out var target) ? target : (ushort)0;

    public bool Has(ushort servicePort) => Targets.ContainsKey(servicePort);
}
