using System.Text.Json;
using Istio.Kubernetes.Client;
using Istio.Kubernetes.Writers;

namespace Istio.Kubernetes.Leases;

/// <summary>A Lease (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1). It keeps no key, so nobody takes it from a holder.</summary>
public sealed class LeaseLock(ApiClient client, string ns, string name) : LockObject(client, new("coordination.k8s.io", "v1", "leases"), ns, name)
{
    public override bool KeepsKey => false;

    private protected override void WriteType(Utf8JsonWriter json)
    {
        json.WriteString("apiVersion"u8, "coordination.k8s.io/v1"u8);
        json.WriteString("kind"u8, "Lease"u8);
    }

    private protected override byte[] Patch(LeaderRecord record) => WriteJson.Object(json =>
    {
        json.WriteStartObject("spec"u8);
        json.WriteString("holderIdentity"u8, record.HolderIdentity);
        json.WriteNumber("leaseDurationSeconds"u8, record.LeaseDurationSeconds);
        json.WriteString("acquireTime"u8, WriteJson.MicroTime(record.AcquireTime));
        json.WriteString("renewTime"u8, WriteJson.MicroTime(record.RenewTime));
        json.WriteNumber("leaseTransitions"u8, record.LeaderTransitions);
        json.WriteEndObject();
    });

    private protected override (LeaderRecord? Record, string Text) ReadRecord(JsonElement root)
    {
        if (!root.TryGetProperty("spec"u8, out var spec))
        {
            return (null, "");
        }

        var text = spec.GetRawText();
        try
        {
            return (RecordJson.Read(spec, "leaseTransitions"u8), text);
        }
        catch (Exception unread) when (unread is FormatException or InvalidOperationException)
        {
            return (LeaderRecord.Unreadable, text);
        }
    }
}
