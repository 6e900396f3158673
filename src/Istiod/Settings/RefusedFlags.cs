using System.Collections.Frozen;
using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>Istio's flags for what this version does not do. A control plane that started without it would surprise later and elsewhere.</summary>
internal static class RefusedFlags
{
    private const string OwnCertificate = "a serving certificate from files is not supported yet; istiod signs its own";

    private static readonly FrozenDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["caCertFile"] = OwnCertificate,
        ["tlsCertFile"] = OwnCertificate,
        ["tlsKeyFile"] = OwnCertificate,
        ["tls-cipher-suites"] = "choosing cipher suites is not supported yet",
        ["clusterAliases"] = "several clusters are not supported yet",
        ["networksConfig"] = "several networks are not supported yet",
    }.ToFrozenDictionary();

    /// <exception cref="SettingsException">One of them is given, with a value.</exception>
    public static void Check(CommandLine flags)
    {
        foreach (var flag in flags.Given)
        {
            if (Reasons.TryGetValue(flag, out var reason) && flags.Text(flag, "").Length > 0)
            {
                throw new SettingsException($"--{flag}: {reason}");
            }
        }
    }
}
