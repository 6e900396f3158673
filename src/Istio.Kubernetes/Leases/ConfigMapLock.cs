using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;

namespace Istio.Kubernetes.Leases;

/// <summary>A ConfigMap whose annotation <c>control-plane.alpha.kubernetes.io/leader</c> is the record: what Istio uses for most of its locks.</summary>
public sealed class ConfigMapLock(ApiClient client, string ns, string name) : LockObject(client, new("", "v1", "configmaps"), ns, name)
{
    public const string Annotation = "control-plane.alpha.kubernetes.io/leader";

    public override bool KeepsKey => true;

    private protected override void WriteType(Utf8JsonWriter json)
    {
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("kind"u8, "ConfigMap"u8);
    }

    private protected override byte[] Patch(LeaderRecord record) => WriteJson.Object(json =>
    {
        json.WriteStartObject("metadata"u8);
        json.WriteStartObject("annotations"u8);
        json.WriteString(Annotation, Format(record));
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private protected override (LeaderRecord? Record, string Text) ReadRecord(JsonElement root)
    {
        if (!root.TryGetProperty("metadata"u8, out var metadata) || !metadata.TryGetProperty("annotations"u8, out var annotations)
            || !annotations.TryGetProperty(Annotation, out var value) || value.GetString() is not { Length: > 0 } text)
        {
            return (null, "");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return (RecordJson.Read(document.RootElement, "leaderTransitions"u8), text);
        }
        catch (Exception unread) when (unread is JsonException or FormatException or InvalidOperationException)
        {
            return (LeaderRecord.Unreadable, text);
        }
    }

    private static string Format(LeaderRecord record) => Encoding.UTF8.GetString(WriteJson.Object(json =>
    {
        json.WriteString("holderIdentity"u8, record.HolderIdentity);
        json.WriteString("holderKey"u8, record.HolderKey);
        json.WriteNumber("leaseDurationSeconds"u8, record.LeaseDurationSeconds);
        json.WriteString("acquireTime"u8, WriteJson.Time(record.AcquireTime));
        json.WriteString("renewTime"u8, WriteJson.Time(record.RenewTime));
        json.WriteNumber("leaderTransitions"u8, record.LeaderTransitions);
    }));
}
