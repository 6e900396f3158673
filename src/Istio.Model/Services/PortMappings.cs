using Istio.Core.Values;

namespace Istio.Model.Services;

/// <summary>Ports as the workload API tells them: by number, without their transport.</summary>
internal static class PortMappings
{
    /// <summary>
    /// Leaves out ports of UDP or SCTP that would send the connections of a TCP port of the same number elsewhere. Those that change nothing stay, as in Istio.
    /// </summary>
    public static ValueList<PortMapping> WithoutHidden(List<(PortMapping Mapping, bool TakesConnections)> ports)
    {
        var kept = new List<PortMapping>(ports.Count);
        foreach (var (mapping, takesConnections) in ports)
        {
            if (takesConnections || !ports.Exists(other => Hides(other, mapping)))
            {
                kept.Add(mapping);
            }
        }

        return kept.Count == 0 ? [] : kept.ToValueList();

        static bool Hides((PortMapping Mapping, bool TakesConnections) other, PortMapping mapping) =>
            other.TakesConnections && other.Mapping.ServicePort == mapping.ServicePort && other.Mapping.TargetPort != mapping.TargetPort;
    }
}
