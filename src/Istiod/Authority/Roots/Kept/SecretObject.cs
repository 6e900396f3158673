using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Istio.Security.Certificates;
using Istio.Security.Keys;

namespace Istiod.Authority.Roots.Kept;

/// <summary>
/// The CA as an object <c>Secret</c>, in Istio's form: either istiod reads what the other wrote. Former roots stand in <c>root-cert.pem</c>, which Istio leaves
/// empty and as it is; mounted as <c>cacerts</c> it trusts what is there.
/// </summary>
internal static class SecretObject
{
    /// <summary>The mark of a secret <c>cacerts</c> that no operator has made.</summary>
    public const string Generated = "istio-generated";

    private const string Certificate = "ca-cert.pem";
    private const string Key = "ca-key.pem";
    private const string Roots = "root-cert.pem";

    /// <param name="isMarked">With <see cref="Generated"/>.</param>
    public static ReadOnlyMemory<byte> Write(string ns, string name, KeptRoot root, bool isMarked) => Object(json =>
    {
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", "Secret");
        json.WriteString("type", "istio.io/ca-root");
        json.WriteStartObject("metadata");
        json.WriteString("name", name);
        json.WriteString("namespace", ns);
        json.WriteEndObject();
        json.WriteStartObject("data");
        WriteCa(json, root);
        json.WriteString("cert-chain.pem", "");
        json.WriteString("key.pem", "");
        if (isMarked)
        {
            json.WriteString(Generated, "");
        }

        json.WriteEndObject();
    });

    /// <summary>A merge patch that the API server takes only while the object has this version.</summary>
    public static ReadOnlyMemory<byte> Patch(KeptRoot next, string version) => Object(json =>
    {
        json.WriteStartObject("metadata");
        json.WriteString("resourceVersion", version);
        json.WriteEndObject();
        json.WriteStartObject("data");
        WriteCa(json, next);
        json.WriteEndObject();
    });

    public static bool IsMarked(JsonElement secret) => Data(secret) is { } data && data.TryGetProperty(Generated, out _);

    public static string Version(JsonElement secret) =>
        secret.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("resourceVersion", out var version) ? version.GetString() ?? "" : "";

    /// <param name="error">Names the key that is missing or cannot be read.</param>
    public static bool TryRead(JsonElement secret, [NotNullWhen(true)] out KeptRoot? root, [NotNullWhen(false)] out string? error)
    {
        root = null;
        if (!TryText(secret, Certificate, out var certificate, out error) || !TryText(secret, Key, out var key, out error) || !TryText(secret, Roots, out var roots, out error))
        {
            return false;
        }

        if (!CertificatePem.TryRead(certificate, out var certificates, out error))
        {
            error = $"{Certificate}: {error}";
            return false;
        }

        if (!PrivateKey.TryReadPem(key, out var read, out error))
        {
            error = $"{Key}: {error}";
            return false;
        }

        IReadOnlyList<X509Certificate2>? former = [];
        if (!string.IsNullOrWhiteSpace(roots) && !CertificatePem.TryRead(roots, out former, out error))
        {
            error = $"{Roots}: {error}";
            return false;
        }

        root = new(read, certificates[0], [.. certificates.Skip(1).Concat(former).Where(one => !one.Equals(certificates[0])).DistinctBy(one => one.Thumbprint)])
        {
            Version = Version(secret),
        };
        return true;
    }

    private static void WriteCa(Utf8JsonWriter json, KeptRoot root)
    {
        json.WriteBase64String(Certificate, Encoding.ASCII.GetBytes(CertificatePem.Write(root.Root)));
        json.WriteBase64String(Key, Encoding.ASCII.GetBytes(root.Key.ToPem()));
        json.WriteBase64String(Roots, Encoding.ASCII.GetBytes(CertificatePem.Write(root.Former)));
    }

    private static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static JsonElement? Data(JsonElement secret) =>
        secret.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : null;

    /// <summary>A missing key is empty.</summary>
    private static bool TryText(JsonElement secret, string key, out string text, [NotNullWhen(false)] out string? error)
    {
        (text, error) = ("", null);
        if (Data(secret) is not { } data || !data.TryGetProperty(key, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String || !value.TryGetBytesFromBase64(out var bytes))
        {
            error = $"{key} is not base64";
            return false;
        }

        text = Encoding.UTF8.GetString(bytes);
        return true;
    }
}
