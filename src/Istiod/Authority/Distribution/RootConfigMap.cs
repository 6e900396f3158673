using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;

namespace Istiod.Authority.Distribution;

/// <summary>The ConfigMap with the roots, as Istio makes it.</summary>
internal static class RootConfigMap
{
    public const string Key = "root-cert.pem";
    public const string Label = "istio.io/config";

    public static Resource Resource { get; } = new("", "v1", "configmaps");

    public static byte[] New(WriteTarget target, string pem) => WriteJson.Object(json =>
    {
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("kind"u8, "ConfigMap"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("namespace"u8, target.Namespace);
        json.WriteString("name"u8, target.Name);
        WriteLabel(json);
        json.WriteEndObject();
        WriteData(json, pem);
    });

    /// <summary>A merge patch: other keys and labels are somebody else's.</summary>
    public static byte[] Change(string pem) => WriteJson.Object(json =>
    {
        json.WriteStartObject("metadata"u8);
        WriteLabel(json);
        json.WriteEndObject();
        WriteData(json, pem);
    });

    public static RootRow Read(JsonElement root)
    {
        var pem = root.TryGetProperty("data"u8, out var data) && data.TryGetProperty(Key, out var value) ? value.GetString() : null;
        var hasLabel = root.GetProperty("metadata"u8).TryGetProperty("labels"u8, out var labels) && labels.TryGetProperty(Label, out var label)
            && label.ValueEquals("true"u8);
        return new(pem, hasLabel);
    }

    private static void WriteLabel(Utf8JsonWriter json)
    {
        json.WriteStartObject("labels"u8);
        json.WriteString(Label, "true"u8);
        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, string pem)
    {
        json.WriteStartObject("data"u8);
        json.WriteString(Key, pem);
        json.WriteEndObject();
    }
}
