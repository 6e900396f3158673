using Istio.Model.Objects;

namespace Istio.Model.Kinds.GatewayApi.GatewayClasses;

/// <param name="ControllerName">For instance <c>istio.io/mesh-controller</c>, which makes waypoints.</param>
public sealed record GatewayClass(ObjectMeta Metadata, string ControllerName) : ConfigObject(Metadata)
{
    public static Kind<GatewayClass> Kind { get; } = new("gateway.networking.k8s.io", nameof(GatewayClass), "gatewayclasses", GatewayClassDecoder.Decode)
    {
        Versions = ["v1", "v1beta1", "v1alpha2"],
        ShownVersion = "v1beta1",
        IsNamespaced = false,
    };

    protected override Kind DeclaredKind => Kind;
}
