using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Istio.Kubernetes.Writers;

/// <summary>Small JSON texts for the server.</summary>
public static class WriteJson
{
    /// <summary>One JSON object, its members written by <paramref name="members"/>.</summary>
    public static byte[] Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>As Kubernetes' <c>MicroTime</c>.</summary>
    public static string MicroTime(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As Kubernetes' <c>Time</c>, in whole seconds.</summary>
    public static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal static byte[] Of(DeletePreconditions preconditions) => Object(json =>
    {
        json.WriteString("apiVersion"u8, "v1"u8);
        json.WriteString("kind"u8, "DeleteOptions"u8);
        json.WriteStartObject("preconditions"u8);
        WriteUnlessEmpty(json, "uid"u8, preconditions.Uid);
        WriteUnlessEmpty(json, "resourceVersion"u8, preconditions.Version);
        json.WriteEndObject();
    });

    internal static void WriteUnlessEmpty(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }
}
