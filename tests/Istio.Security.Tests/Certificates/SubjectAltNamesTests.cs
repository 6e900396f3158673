using System.Net;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using Istio.Core.Identity;
using Istio.Security.Certificates;

namespace Istio.Security.Tests.Certificates;

public sealed class SubjectAltNamesTests
{
    private const string Bookinfo = "spiffe://cluster.local/ns/default/sa/bookinfo";

    [Fact]
    public void A_name_is_encoded_by_what_it_looks_like()
    {
        var names = SubjectAltNames.FromNames([Bookinfo, "10.0.0.1", "istiod.istio-system.svc", "2001:db8::1"]);

        Assert.Equal([Bookinfo], names.Uris);
        Assert.Equal(["istiod.istio-system.svc"], names.DnsNames);
        Assert.Equal([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("2001:db8::1")], names.Addresses);
    }

    [Fact]
    public void What_is_encoded_is_read_back() =>
        Gen.String[Gen.Char['!', '~'], 1, 60].Array[0, 5].Sample(texts =>
        {
            var names = SubjectAltNames.FromNames(texts.Select(text => SpiffeId.Scheme + text));
            Assert.Equal(names, Decode(names.Encode(critical: true)));
        });

    [Fact]
    public void The_framework_reads_the_same_names()
    {
        var encoded = SubjectAltNames.FromNames(["127.0.0.1", "istiod", "::1"]).Encode(critical: false);
        var read = new X509SubjectAlternativeNameExtension(encoded.RawData);

        Assert.Equal(["istiod"], read.EnumerateDnsNames());
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], read.EnumerateIPAddresses());
    }

    [Fact]
    public void The_first_name_of_Istios_shape_is_the_identity()
    {
        var names = SubjectAltNames.FromNames(["spiffe://cluster.local/vm/one", Bookinfo]);

        Assert.Equal(new SpiffeId("cluster.local", "default", "bookinfo"), names.FirstIdentity);
        Assert.Null(SubjectAltNames.FromNames(["spiffe://cluster.local/vm/one"]).FirstIdentity);
    }

    private static SubjectAltNames Decode(X509Extension extension)
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new CertificateRequest("", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(extension);
        return SubjectAltNames.Of(request);
    }
}
