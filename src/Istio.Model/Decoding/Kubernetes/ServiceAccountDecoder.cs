using Istio.Model.Kinds;

namespace Istio.Model.Decoding.Kubernetes;

internal static class ServiceAccountDecoder
{
    public static ConfigObject Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("automountServiceAccountToken", "imagePullSecrets", "secrets");
        return new ServiceAccount(metadata);
    }
}
