using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>What Istio's variables can ask for and this version does not do.</summary>
internal static class UndoneFeatures
{
    /// <exception cref="SettingsException">One of them is asked for.</exception>
    public static void Refuse(VariableReader variables)
    {
        if (variables.Read(ControlPlaneDeclarations.OnDemand))
        {
            throw new SettingsException("XDS_ON_DEMAND=true: on-demand discovery is not done in this version; leave it unset, everything is then fetched up front");
        }

        if (variables.Read(TrafficDeclarations.DnsCapture) == "true")
        {
            throw new SettingsException("ISTIO_META_DNS_CAPTURE=true: the DNS proxy is not done in this version; leave it unset");
        }

        if (variables.Read(TrafficDeclarations.CompliancePolicy) == "pqc")
        {
            throw new SettingsException("COMPLIANCE_POLICY=pqc: post-quantum key exchange is not done in this version; leave it unset");
        }
    }
}
