using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Istioctl.Playground.Claims;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.View;

/// <summary>One JSON document at the end: each claim with its evidence and figures. The stages are not reported.</summary>
internal sealed class JsonReport(TextWriter output) : IOnceReport
{
    // Nobody puts this into a web page: quotes and apostrophes may stay what they are.
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Begun(string stage)
    {
    }

    public void Done(string stage, TimeSpan duration)
    {
    }

    public void Checking(Claim claim)
    {
    }

    public void Checked(CheckedClaim outcome)
    {
    }

    public void Finished(IReadOnlyList<CheckedClaim> outcomes, TimeSpan duration, WorkFolder folder)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteBoolean("allClaimsHold", outcomes.All(outcome => outcome.Evidence.Holds));
            json.WriteNumber("durationSeconds", Math.Round(duration.TotalSeconds, 1));
            json.WriteStartArray("claims");
            foreach (var outcome in outcomes)
            {
                Write(json, outcome);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter json, CheckedClaim outcome)
    {
        json.WriteStartObject();
        json.WriteString("name", outcome.Claim.Name);
        json.WriteString("statement", outcome.Claim.Statement);
        json.WriteBoolean("holds", outcome.Evidence.Holds);
        json.WriteString("detail", outcome.Evidence.Detail);
        json.WriteNumber("durationSeconds", Math.Round(outcome.Duration.TotalSeconds, 1));
        json.WriteStartObject("figures");
        foreach (var (name, value) in outcome.Evidence.Figures)
        {
            json.WriteNumber(name, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
