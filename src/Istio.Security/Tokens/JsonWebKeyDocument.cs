using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Istio.Security.Keys;

namespace Istio.Security.Tokens;

/// <summary>The public half of a signing key as JSON Web Key (RFC 7517, 7518). Its id is the key's thumbprint (RFC 7638).</summary>
internal sealed class JsonWebKeyDocument
{
    public JsonWebKeyDocument(PrivateKey key)
    {
        // The members that make the thumbprint, in the order of RFC 7638, section 3.2; all are URL-safe, nothing needs escaping.
        string members;
        if (key.PublicPoint is { } point)
        {
            var curve = key.Algorithm is "EC P-256" ? "P-256"
                : throw new NotSupportedException($"tokens are signed with P-256 or RSA keys, not {key.Algorithm}");
            Algorithm = "ES256";
            members = $$"""{"crv":"{{curve}}","kty":"EC","x":"{{Encode(point.Q.X)}}","y":"{{Encode(point.Q.Y)}}"}""";
        }
        else
        {
            var rsa = key.PublicModulus!.Value;
            Algorithm = "RS256";
            members = $$"""{"e":"{{Encode(rsa.Exponent)}}","kty":"RSA","n":"{{Encode(rsa.Modulus)}}"}""";
        }

        KeyId = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
        Json = $$"""{"keys":[{"alg":"{{Algorithm}}","use":"sig","kid":"{{KeyId}}",{{members.AsSpan(1)}}]}""";
    }

    public string Algorithm { get; }

    public string KeyId { get; }

    public string Json { get; }

    private static string Encode(byte[]? number) => Base64Url.EncodeToString(number!);
}
