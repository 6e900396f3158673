using System.Text.Json;

namespace Istio.Kubernetes.Leases;

/// <summary>Reads the fields of a record, which are named alike in both locks but for one. A field that is not there has its zero value.</summary>
internal static class RecordJson
{
    /// <exception cref="FormatException">A time or a number is none.</exception>
    /// <exception cref="InvalidOperationException">A field is of another type.</exception>
    public static LeaderRecord Read(JsonElement json, ReadOnlySpan<byte> transitions) => new(
        Text(json, "holderIdentity"u8),
        Text(json, "holderKey"u8),
        Number(json, "leaseDurationSeconds"u8),
        Time(json, "acquireTime"u8),
        Time(json, "renewTime"u8),
        Number(json, transitions));

    private static string Text(JsonElement json, ReadOnlySpan<byte> name) => Has(json, name, out var value) ? value.GetString() ?? "" : "";

    private static int Number(JsonElement json, ReadOnlySpan<byte> name) => Has(json, name, out var value) ? value.GetInt32() : 0;

    private static DateTimeOffset Time(JsonElement json, ReadOnlySpan<byte> name) => Has(json, name, out var value) ? value.GetDateTimeOffset() : default;

    private static bool Has(JsonElement json, ReadOnlySpan<byte> name, out JsonElement value) =>
        json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
