using Istio.Core.Identity;
using Istio.Reactor.Tls;
using Istio.Testing.Certificates;

namespace Istio.Load.Pairs;

/// <summary>
/// The certificates of a run in one folder, under the names that the Envoy peers' files use: ca.crt, client.crt, client.key, server.crt, server.key.
/// </summary>
internal static class MeshCertificates
{
    public const string Client = "client";
    public const string Server = "server";

    public static SpiffeId IdentityOf(string name) => new("cluster.local", "default", name);

    public static void Write(string folder)
    {
        using var root = TestAuthority.CreateRoot();
        File.WriteAllText(Path.Combine(folder, "ca.crt"), root.RootPem);
        foreach (var name in (ReadOnlySpan<string>)[Client, Server])
        {
            var certificate = root.Issue(IdentityOf(name).ToString());
            File.WriteAllText(Path.Combine(folder, $"{name}.crt"), certificate.ChainPem);
            File.WriteAllText(Path.Combine(folder, $"{name}.key"), certificate.PrivateKeyPem);
        }
    }

    public static TlsContext LoadContext(string folder, string name)
    {
        var trust = new TrustStore(TrustBundle.FromPem(File.ReadAllBytes(Path.Combine(folder, "ca.crt"))));
        return TlsContext.FromPem(File.ReadAllBytes(Path.Combine(folder, $"{name}.crt")), File.ReadAllBytes(Path.Combine(folder, $"{name}.key")), trust);
    }
}
