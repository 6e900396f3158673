namespace Istio.Model.Kinds;

/// <param name="ControllerName">For instance <c>istio.io/mesh-controller</c>, which makes waypoints.</param>
public sealed record GatewayClass(ObjectMeta Metadata, string ControllerName) : ConfigObject(Metadata)
{
    public override ObjectKind Kind => ObjectKind.GatewayClass;
}
