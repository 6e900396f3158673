using System.Text.Json;

namespace Ztunnel.Admin;

internal static class JsonExtensions
{
    public static void WriteArray<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> items) =>
        json.WriteArray(name, items, static (writer, item) => writer.WriteStringValue(item));

    /// <summary>Nothing when the text is empty.</summary>
    public static void WriteText(this Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>Serde's form of a duration.</summary>
    public static void WriteDuration(this Utf8JsonWriter json, string name, TimeSpan duration)
    {
        json.WriteStartObject(name);
        json.WriteNumber("nanos", duration.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        json.WriteNumber("secs", (long)duration.TotalSeconds);
        json.WriteEndObject();
    }
}
