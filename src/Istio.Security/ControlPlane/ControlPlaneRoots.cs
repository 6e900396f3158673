using Istio.Core.Files;
using Istio.Security.Trust;

namespace Istio.Security.ControlPlane;

/// <summary>
/// What a proxy trusts as istiod's root: the value of <c>CA_ROOT_CA</c> or <c>XDS_ROOT_CA</c>, which is a path, the word <c>SYSTEM</c> for the machine's
/// trust store, or PEM itself. A file is read at each connection: a mounted root that changes works without a restart.
/// </summary>
public sealed class ControlPlaneRoots(string setting)
{
    private const string System = "SYSTEM";
    private const string PemStart = "-----BEGIN";

    public bool IsSystem => setting == System;

    /// <summary>Null when the roots cannot be had; the error names the file.</summary>
    public TrustBundle? Read(out string? error)
    {
        var origin = "the root certificate given as text";
        var pem = setting;
        if (!setting.Contains(PemStart, StringComparison.Ordinal))
        {
            origin = $"root certificate {setting}";
            try
            {
                pem = RegularFile.ReadText(setting);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                error = $"{origin} cannot be read: {e.Message}";
                return null;
            }
        }

        if (TrustBundle.TryParse(pem, out var bundle, out error))
        {
            return bundle;
        }

        error = $"{origin}: {error}";
        return null;
    }
}
