using Istio.Core.Values;
using Istio.Model.Kinds.Selectors;

namespace Istio.Model.Services;

/// <summary>Which workloads stand behind a service, and on which ports.</summary>
/// <param name="Selector">Their labels, in the namespace of the service; empty when it selects none by labels.</param>
/// <param name="IsKubernetes">A Kubernetes Service, whose target ports may have names; else a ServiceEntry.</param>
public sealed record ServiceBackend(ServiceName Name, ValueMap<string, string> Selector, ValueList<BackendPort> Ports, bool IsKubernetes)
{
    public bool Selects(ValueMap<string, string> labels) => !Selector.IsEmpty && LabelSelector.Selects(Selector, labels);
}
