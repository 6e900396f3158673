using Istio.Model.Objects;

namespace Istio.Model.Services;

/// <summary>A service from both sides.</summary>
/// <param name="Source">Age and name of the object it comes from, which settle who may describe a name.</param>
public sealed record ResolvedService(MeshService Service, ServiceBackend Backend, ObjectMeta Source)
{
    public ServiceName Name => Service.Name;
}
