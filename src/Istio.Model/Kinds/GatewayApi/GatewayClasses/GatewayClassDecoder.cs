using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.GatewayApi.GatewayClasses;

internal static class GatewayClassDecoder
{
    public static GatewayClass Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("status");
        document.Require("spec");
        return new GatewayClass(metadata, document.Nested("spec", "", ReadSpec));
    }

    private static string ReadSpec(FieldReader spec)
    {
        spec.Require("controllerName");
        spec.Ignore("description", "parametersRef");
        return spec.String("controllerName");
    }
}
