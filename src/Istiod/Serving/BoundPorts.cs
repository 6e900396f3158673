using System.Net;
using System.Text.Json;

namespace Istiod.Serving;

/// <summary>Where istiod listens, as bound.</summary>
internal sealed record BoundPorts(IReadOnlyDictionary<Listener, IPEndPoint> EndPoints)
{
    /// <summary>
    /// Writes the addresses as a JSON object by listener. The file appears complete or not at all, so that its appearance tells that istiod listens.
    /// </summary>
    public void Write(string file)
    {
        var temporary = $"{file}.new";
        using (var stream = File.Create(temporary))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            foreach (var (listener, endPoint) in EndPoints)
            {
                json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(listener.ToString()), endPoint.ToString());
            }

            json.WriteEndObject();
        }

        File.Move(temporary, file, overwrite: true);
    }
}
