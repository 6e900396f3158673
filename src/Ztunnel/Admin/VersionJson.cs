using System.Text.Json;
using Ztunnel.Settings;

namespace Ztunnel.Admin;

/// <summary>Istio's version record; the keys about Rust stay because readers expect them.</summary>
internal static class VersionJson
{
    public static string Version { get; } = typeof(VersionJson).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    public static void Write(Utf8JsonWriter json, ZtunnelSettings settings)
    {
        json.WriteStartObject("version");
        json.WriteString("buildProfile", "release");
        json.WriteString("buildStatus", "Clean");
        json.WriteString("cryptoProvider", "tls-openssl");
        json.WriteString("gitRevision", "unknown");
        json.WriteString("istioVersion", IstioVersion(settings));
        json.WriteString("rustVersion", $".NET {Environment.Version}");
        json.WriteString("version", Version);
        json.WriteEndObject();
    }

    public static string IstioVersion(ZtunnelSettings settings) =>
        settings.Metadata.TryGetValue("ISTIO_VERSION", out var version) ? version : "unknown";
}
