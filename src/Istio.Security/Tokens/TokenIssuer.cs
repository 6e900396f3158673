using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Istio.Security.Keys;

namespace Istio.Security.Tokens;

/// <summary>
/// Issues service account tokens with the claims of Kubernetes' bound tokens, for meshes without Kubernetes: the playground's nodes and
/// tests. istiod verifies them with <see cref="Jwks"/> and the issuer's name (its <c>JWT_RULE</c>).
/// </summary>
/// <param name="key">P-256 gives ES256, RSA gives RS256.</param>
/// <param name="issuer">The <c>iss</c> claim.</param>
public sealed class TokenIssuer(PrivateKey key, string issuer, TimeProvider time)
{
    private readonly JsonWebKeyDocument _document = new(key);

    public string Issuer => issuer;

    /// <summary>The JSON Web Key Set (RFC 7517) with the public half of the key.</summary>
    public string Jwks => _document.Json;

    /// <param name="lifetime">From now on.</param>
    public string Issue(ServiceAccountClaims claims, IReadOnlyList<string> audiences, TimeSpan lifetime)
    {
        var signed = Encode(WriteHeader) + "." + Encode(json => WriteClaims(json, claims, audiences, lifetime));
        return signed + "." + Base64Url.EncodeToString(key.SignForJose(Encoding.ASCII.GetBytes(signed)));
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private void WriteHeader(Utf8JsonWriter json)
    {
        json.WriteString("alg", _document.Algorithm);
        json.WriteString("kid", _document.KeyId);
        json.WriteString("typ", "JWT");
    }

    private void WriteClaims(Utf8JsonWriter json, ServiceAccountClaims claims, IReadOnlyList<string> audiences, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        json.WriteString("iss", issuer);
        json.WriteString("sub", claims.Subject);
        json.WriteStartArray("aud");
        foreach (var audience in audiences)
        {
            json.WriteStringValue(audience);
        }

        json.WriteEndArray();
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteNumber("nbf", now.ToUnixTimeSeconds());
        json.WriteNumber("exp", (now + lifetime).ToUnixTimeSeconds());
        json.WriteString("jti", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        json.WriteStartObject("kubernetes.io");
        WriteBinding(json, claims);
        json.WriteEndObject();
    }

    private static void WriteBinding(Utf8JsonWriter json, ServiceAccountClaims claims)
    {
        json.WriteString("namespace", claims.Namespace);
        json.WriteStartObject("serviceaccount");
        json.WriteString("name", claims.ServiceAccount);
        json.WriteEndObject();
        if (claims.Pod is not { } pod)
        {
            return;
        }

        json.WriteStartObject("pod");
        json.WriteString("name", pod.Name);
        json.WriteString("uid", pod.Uid);
        json.WriteEndObject();
        if (pod.Node.Length > 0)
        {
            json.WriteStartObject("node");
            json.WriteString("name", pod.Node);
            json.WriteEndObject();
        }
    }
}
