using System.Text;

namespace Istio.Kubernetes.Writers;

/// <summary>Events as <c>events.k8s.io/v1</c> has them.</summary>
internal static class EventJson
{
    private const int LongestNote = 1024;

    public static byte[] Of(EventSeries series, string ns, string controller, string instance) => WriteJson.Object(json =>
    {
        var note = series.Note;
        json.WriteString("apiVersion"u8, "events.k8s.io/v1"u8);
        json.WriteString("kind"u8, "Event"u8);
        json.WriteStartObject("metadata"u8);
        json.WriteString("namespace"u8, ns);
        json.WriteString("name"u8, series.Name);
        json.WriteEndObject();
        json.WriteString("eventTime"u8, WriteJson.MicroTime(series.First));
        json.WriteString("reportingController"u8, controller);
        json.WriteString("reportingInstance"u8, instance);
        json.WriteString("type"u8, note.IsWarning ? "Warning"u8 : "Normal"u8);
        json.WriteString("reason"u8, note.Reason);
        json.WriteString("action"u8, note.Action);
        json.WriteString("note"u8, Shorten(note.Note));
        json.WriteStartObject("regarding"u8);
        json.WriteString("apiVersion"u8, note.Regarding.ApiVersion);
        json.WriteString("kind"u8, note.Regarding.Kind);
        WriteJson.WriteUnlessEmpty(json, "namespace"u8, note.Regarding.Namespace);
        json.WriteString("name"u8, note.Regarding.Name);
        WriteJson.WriteUnlessEmpty(json, "uid"u8, note.Regarding.Uid);
        json.WriteEndObject();
    });

    /// <summary>A merge patch.</summary>
    public static byte[] OfSeries(int count, DateTimeOffset last) => WriteJson.Object(json =>
    {
        json.WriteStartObject("series"u8);
        json.WriteNumber("count"u8, count);
        json.WriteString("lastObservedTime"u8, WriteJson.MicroTime(last));
        json.WriteEndObject();
    });

    private static string Shorten(string note)
    {
        var bytes = Encoding.UTF8.GetBytes(note);
        if (bytes.Length <= LongestNote)
        {
            return note;
        }

        var end = LongestNote;
        while ((bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes, 0, end);
    }
}
