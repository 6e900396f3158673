using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.ServiceAccounts;

public sealed record ServiceAccount(ObjectMeta Metadata) : ConfigObject(Metadata)
{
    public static Kind<ServiceAccount> Kind { get; } = new("", nameof(ServiceAccount), "serviceaccounts", ServiceAccountDecoder.Decode)
    {
        Versions = ["v1"],
        KeepsWhatIsUnused = false,
    };

    protected override Kind DeclaredKind => Kind;
}
