using System.Security.Cryptography.X509Certificates;
using Istio.Core.Files;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istio.Security.Trust;

namespace Istiod.Authority.Roots;

/// <summary>Loads a CA that the operator put into a directory.</summary>
internal static class PluggedInAuthority
{
    /// <summary>The plugged-in CA; null when the directory holds none.</summary>
    /// <exception cref="AuthorityException">Some files are there but not all, or they do not fit together.</exception>
    public static SigningMaterial? Load(string directory, DateTimeOffset now)
    {
        if (PluggedInFiles.Find(directory) is not { } files)
        {
            return null;
        }

        var origin = $"plugged-in CA in {directory}";
        if (files.All.FirstOrDefault(name => !PluggedInFiles.IsThere(directory, name)) is { } missing)
        {
            throw new AuthorityException($"{origin} is incomplete: {missing} is missing; {string.Join(", ", files.All)} are needed");
        }

        if (PluggedInFiles.IsThere(directory, PluggedInFiles.RevocationList))
        {
            // Trusting what its owner has revoked is worse than not starting.
            throw new AuthorityException($"{origin} has a certificate revocation list, {PluggedInFiles.RevocationList}, which is not supported yet: remove the file to start without it");
        }

        var certificates = Certificates(directory, files.Certificate);
        var roots = TrustBundle.Of(Certificates(directory, files.Root));
        return SigningMaterial.Create(origin, Key(directory, files.Key), certificates[0], Intermediates(directory, files, roots), roots, now);
    }

    /// <summary>Roots to trust beside a self-signed CA; empty when the directory has none.</summary>
    public static TrustBundle ExtraRoots(string directory) =>
        PluggedInFiles.IsThere(directory, PluggedInFiles.CaCerts.Root) && !string.IsNullOrWhiteSpace(Text(directory, PluggedInFiles.CaCerts.Root))
        ? TrustBundle.Of(Certificates(directory, PluggedInFiles.CaCerts.Root))
        : TrustBundle.Empty;

    /// <summary>
    /// What is sent on the wire. Roots are left out, peers have them or must not take them from here. The chain may be empty when the CA
    /// certificate is itself a root.
    /// </summary>
    private static X509Certificate2[] Intermediates(string directory, PluggedInFiles files, TrustBundle roots) =>
        string.IsNullOrWhiteSpace(Text(directory, files.Chain))
            ? []
            : [.. Certificates(directory, files.Chain).Where(certificate => !roots.Contains(certificate))];

    private static IReadOnlyList<X509Certificate2> Certificates(string directory, string name) =>
        CertificatePem.TryRead(Text(directory, name), out var certificates, out var error)
            ? certificates
            : throw new AuthorityException($"{Path.Combine(directory, name)}: {error}");

    private static PrivateKey Key(string directory, string name) => PrivateKey.TryReadPem(Text(directory, name), out var key, out var error)
        ? key
        : throw new AuthorityException($"{Path.Combine(directory, name)}: {error}");

    private static string Text(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        try
        {
            return RegularFile.ReadText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
