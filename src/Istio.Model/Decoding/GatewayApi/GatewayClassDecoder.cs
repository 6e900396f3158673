using Istio.Model.Kinds;

namespace Istio.Model.Decoding.GatewayApi;

internal static class GatewayClassDecoder
{
    public static ConfigObject Decode(ObjectMeta metadata, FieldReader document)
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
