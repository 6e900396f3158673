using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Istio.Core.Identity;
using Istio.Core.Values;

namespace Istio.Security.Certificates;

/// <summary>
/// The names in a subject alternative name extension (RFC 5280, section 4.2.1.6), as far as Istio uses them. The framework's builder
/// neither writes nor reads URIs without rewriting them through <see cref="Uri"/>, so the extension is encoded here.
/// </summary>
public sealed record SubjectAltNames(ValueList<string> Uris, ValueList<string> DnsNames, ValueList<IPAddress> Addresses)
{
    private const string Oid = "2.5.29.17";
    private static readonly Asn1Tag DnsTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);
    private static readonly Asn1Tag AddressTag = new(TagClass.ContextSpecific, 7);

    public static SubjectAltNames None { get; } = new([], [], []);

    /// <summary>The first URI that is an identity of Istio's shape; null when there is none.</summary>
    public SpiffeId? FirstIdentity
    {
        get
        {
            foreach (var uri in Uris)
            {
                if (SpiffeId.TryParse(uri, out var id))
                {
                    return id;
                }
            }

            return null;
        }
    }

    /// <summary>A <c>spiffe://</c> name becomes a URI, an IP address an address, everything else a DNS name: Istio's rule.</summary>
    public static SubjectAltNames FromNames(IEnumerable<string> names)
    {
        var uris = new List<string>();
        var dnsNames = new List<string>();
        var addresses = new List<IPAddress>();
        foreach (var name in names)
        {
            if (name.StartsWith(SpiffeId.Scheme, StringComparison.Ordinal))
            {
                uris.Add(name);
            }
            else if (IPAddress.TryParse(name, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                dnsNames.Add(name);
            }
        }

        return new SubjectAltNames(uris.ToValueList(), dnsNames.ToValueList(), addresses.ToValueList());
    }

    /// <exception cref="CryptographicException">The extension is not valid DER, or there is a second one: readers would differ about which counts.</exception>
    public static SubjectAltNames Of(X509Certificate2 certificate) => Of(certificate.Extensions);

    internal static SubjectAltNames Of(CertificateRequest request) => Of(request.CertificateExtensions);

    /// <summary>An empty subject requires the extension to be critical (RFC 5280, section 4.2.1.6); readers accept either.</summary>
    public X509Extension Encode(bool critical)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var uri in Uris)
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, UriTag);
            }

            foreach (var name in DnsNames)
            {
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, DnsTag);
            }

            foreach (var address in Addresses)
            {
                writer.WriteOctetString(address.GetAddressBytes(), AddressTag);
            }
        }

        return new X509Extension(Oid, writer.Encode(), critical);
    }

    private static SubjectAltNames Of(IEnumerable<X509Extension> extensions)
    {
        X509Extension? found = null;
        foreach (var extension in extensions)
        {
            if (extension.Oid?.Value == Oid)
            {
                found = found is null
                    ? extension
                    : throw new CryptographicException("more than one extension of subject alternative names (RFC 5280, section 4.2)");
            }
        }

        return found is null ? None : Parse(found.RawData);
    }

    private static SubjectAltNames Parse(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return ParseNames(new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence());
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException("the subject alternative names are not valid DER", e);
        }
    }

    private static SubjectAltNames ParseNames(AsnReader names)
    {
        var uris = new List<string>();
        var dnsNames = new List<string>();
        var addresses = new List<IPAddress>();
        while (names.HasData)
        {
            var tag = names.PeekTag();
            if (tag == UriTag)
            {
                uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
            }
            else if (tag == DnsTag)
            {
                dnsNames.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, DnsTag));
            }
            else if (tag == AddressTag)
            {
                addresses.Add(ReadAddress(names));
            }
            else
            {
                // Mail, directory and other names carry no identity in a mesh.
                _ = names.ReadEncodedValue();
            }
        }

        return new SubjectAltNames(uris.ToValueList(), dnsNames.ToValueList(), addresses.ToValueList());
    }

    private static IPAddress ReadAddress(AsnReader names)
    {
        var bytes = names.ReadOctetString(AddressTag);
        return bytes.Length is 4 or 16 ? new IPAddress(bytes) : throw new CryptographicException($"an IP address of {bytes.Length} bytes");
    }
}
