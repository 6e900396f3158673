using Istio.Conformance.Families.Ambient;
using Istio.Conformance.Families.XdsRecorded;
using Istio.Conformance.Families.Ztunnel;

namespace Istio.Conformance.Families;

internal static class FamilyList
{
    public static readonly IFamily[] All = [new AmbientFamily(), new ZtunnelFamily(), new XdsRecordedFamily()];

    public static IFamily? Find(string name) => Array.Find(All, family => family.Name == name);
}
