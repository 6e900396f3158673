using System.Buffers;
using System.Text.Json;

namespace Istio.Kubernetes.Writers;

/// <summary>
/// Applies a JSON merge patch (RFC 7396) to an object that was read, so that it can replace what is stored under the version that was read: whoever may not
/// patch may still replace, and what the patch does not name stays as it was.
/// </summary>
public static class MergePatch
{
    /// <returns>The patched object.</returns>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> target, ReadOnlyMemory<byte> patch)
    {
        using var from = JsonDocument.Parse(target);
        using var change = JsonDocument.Parse(patch);
        var buffer = new ArrayBufferWriter<byte>(target.Length + patch.Length);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, from.RootElement, change.RootElement);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        if (target is { ValueKind: JsonValueKind.Object } old)
        {
            WriteKept(json, old, patch);
        }

        foreach (var change in patch.EnumerateObject())
        {
            if (change.Value.ValueKind != JsonValueKind.Null)
            {
                json.WritePropertyName(change.Name);
                Write(json, Member(target, change.Name), change.Value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteKept(Utf8JsonWriter json, JsonElement old, JsonElement patch)
    {
        foreach (var member in old.EnumerateObject())
        {
            if (!patch.TryGetProperty(member.Name, out _))
            {
                member.WriteTo(json);
            }
        }
    }

    private static JsonElement? Member(JsonElement? target, string name) =>
        target is { ValueKind: JsonValueKind.Object } old && old.TryGetProperty(name, out var member) ? member : null;
}
