using Istio.Model.Decoding;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.ServiceAccounts;

internal static class ServiceAccountDecoder
{
    public static ServiceAccount Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Ignore("automountServiceAccountToken", "imagePullSecrets", "secrets");
        return new ServiceAccount(metadata);
    }
}
