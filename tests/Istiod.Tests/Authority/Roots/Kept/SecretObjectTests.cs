using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Istio.Security.Certificates;
using Istio.Security.Keys;
using Istiod.Authority.Roots.Kept;

namespace Istiod.Tests.Authority.Roots.Kept;

public sealed class SecretObjectTests
{
    private readonly PrivateKey _key = PrivateKey.CreateP256();

    [Fact]
    public void What_is_written_is_read_with_former_roots()
    {
        var (root, first, second) = (Root(3), Root(2), Root(1));
        using var written = JsonDocument.Parse(SecretObject.Write("istio-system", "cacerts", new(_key, root, [first, second]), isMarked: true));

        Assert.True(SecretObject.IsMarked(written.RootElement));
        Assert.True(SecretObject.TryRead(written.RootElement, out var read, out var error), error);
        Assert.Equal(_key.ToPkcs8(), read.Key.ToPkcs8());
        Assert.Equal(root, read.Root);
        Assert.Equal([first, second], read.Former);
    }

    [Fact]
    public void The_root_in_use_is_no_former_one_and_none_is_there_twice()
    {
        var (root, former) = (Root(2), Root(1));
        var text = CertificatePem.Write([former, root, former]);

        Assert.True(Read(("ca-cert.pem", CertificatePem.Write([root, former])), ("ca-key.pem", _key.ToPem()), ("root-cert.pem", text), out var read, out var error), error);
        Assert.Equal([former], read!.Former);
    }

    [Theory]
    [InlineData("""{}""", "ca-cert.pem: ")]
    [InlineData("""{"data": {"ca-cert.pem": 7}}""", "ca-cert.pem is not base64")]
    [InlineData("""{"data": {"ca-cert.pem": "", "ca-key.pem": "%"}}""", "ca-key.pem is not base64")]
    public void What_is_missing_is_named(string json, string error)
    {
        using var secret = JsonDocument.Parse(json);

        Assert.False(SecretObject.TryRead(secret.RootElement, out _, out var said));
        Assert.StartsWith(error, said, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_keys_and_roots_are_named()
    {
        var certificate = ("ca-cert.pem", CertificatePem.Write(Root(1)));

        Assert.False(Read(certificate, ("ca-key.pem", "x"), ("root-cert.pem", ""), out _, out var key));
        Assert.StartsWith("ca-key.pem: ", key, StringComparison.Ordinal);
        Assert.False(Read(certificate, ("ca-key.pem", _key.ToPem()), ("root-cert.pem", "x"), out _, out var roots));
        Assert.StartsWith("root-cert.pem: ", roots, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_holds_for_one_version()
    {
        using var patch = JsonDocument.Parse(SecretObject.Patch(new(_key, Root(1), []), "17"));

        Assert.Equal("17", SecretObject.Version(patch.RootElement));
        Assert.Equal(["ca-cert.pem", "ca-key.pem", "root-cert.pem"], patch.RootElement.GetProperty("data").EnumerateObject().Select(one => one.Name));
    }

    private static bool Read((string, string) one, (string, string) two, (string, string) three, out KeptRoot? root, out string? error)
    {
        var fields = new[] { one, two, three }.Select(field => $"\"{field.Item1}\": \"{Convert.ToBase64String(Encoding.UTF8.GetBytes(field.Item2))}\"");
        using var secret = JsonDocument.Parse($$"""{"data": { {{string.Join(", ", fields)}} } }""");
        return SecretObject.TryRead(secret.RootElement, out root, out error);
    }

    private X509Certificate2 Root(int day) =>
        RootCertificate.CreateSelfSigned(_key, "cluster.local", new(TestMoment.Now.AddDays(day), TestMoment.Now.AddDays(day + 100)));
}
