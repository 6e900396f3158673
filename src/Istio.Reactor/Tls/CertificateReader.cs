using System.Text;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>From bytes to OpenSSL's X509 objects and back.</summary>
internal static unsafe class CertificateReader
{
    /// <summary>All certificates of a PEM text, in order. The caller frees each with X509_free.</summary>
    public static List<nint> ReadPem(ReadOnlySpan<byte> pem, string what)
    {
        var certificates = new List<nint>();
        fixed (byte* at = pem)
        {
            var bio = Crypto.BIO_new_mem_buf(at, pem.Length);
            while (Crypto.PEM_read_bio_X509(bio, 0, 0, 0) is var certificate and not 0)
            {
                certificates.Add(certificate);
            }

            _ = Crypto.BIO_free(bio);
        }

        if (certificates.Count == 0)
        {
            throw OpenSslErrors.MaterialException(what);
        }

        Crypto.ERR_clear_error(); // The end of the text is reported as an error of its own.
        return certificates;
    }

    /// <summary>A private key in PKCS#8 or SEC 1 PEM. The caller frees it with EVP_PKEY_free.</summary>
    public static nint ReadPrivateKeyPem(ReadOnlySpan<byte> pem)
    {
        fixed (byte* at = pem)
        {
            var bio = Crypto.BIO_new_mem_buf(at, pem.Length);
            var key = Crypto.PEM_read_bio_PrivateKey(bio, 0, 0, 0);
            _ = Crypto.BIO_free(bio);
            return key != 0 ? key : throw OpenSslErrors.MaterialException("private key");
        }
    }

    /// <summary>A certificate from DER, or 0. The caller frees it with X509_free.</summary>
    public static nint ReadDer(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            var at = start;
            var certificate = Crypto.d2i_X509(0, &at, der.Length);
            Crypto.ERR_clear_error();
            return certificate;
        }
    }

    public static byte[] ToDer(nint certificate)
    {
        var der = new byte[Crypto.i2d_X509(certificate, null)];
        fixed (byte* start = der)
        {
            var at = start;
            _ = Crypto.i2d_X509(certificate, &at);
        }

        return der;
    }

    /// <summary>
    /// The URI names of the subject alternative name extension, in their order; RFC 5280 makes them ASCII. None when there are two such extensions: OpenSSL
    /// answers with neither.
    /// </summary>
    public static List<string> UriNames(nint certificate)
    {
        var uris = new List<string>();
        var names = Crypto.X509_get_ext_d2i(certificate, Crypto.NidSubjectAltName, null, null);
        if (names == 0)
        {
            return uris;
        }

        for (var i = 0; i < Crypto.OPENSSL_sk_num(names); i++)
        {
            int type;
            var value = Crypto.GENERAL_NAME_get0_value(Crypto.OPENSSL_sk_value(names, i), &type);
            if (type == Crypto.GeneralNameUri)
            {
                uris.Add(Encoding.ASCII.GetString(Crypto.ASN1_STRING_get0_data(value), Crypto.ASN1_STRING_length(value)));
            }
        }

        Crypto.GENERAL_NAMES_free(names);
        return uris;
    }

    /// <summary>Whether a certificate is an authority's or may sign certificates or revocation lists: never a workload's (X.509-SVID 4.1, 4.3).</summary>
    public static bool MaySign(nint certificate)
    {
        var usage = Crypto.X509_get_key_usage(certificate);
        return (Crypto.X509_get_extension_flags(certificate) & Crypto.ExtensionFlagCa) != 0
            || (usage != Crypto.NoKeyUsage && (usage & (Crypto.KeyUsageCertificateSign | Crypto.KeyUsageCrlSign)) != 0);
    }

    /// <summary>The certificates of an OpenSSL stack as DER; a null stack is empty.</summary>
    public static IEnumerable<byte[]> StackToDer(nint stack)
    {
        var count = stack == 0 ? 0 : Crypto.OPENSSL_sk_num(stack);
        for (var i = 0; i < count; i++)
        {
            yield return ToDer(Crypto.OPENSSL_sk_value(stack, i));
        }
    }
}
