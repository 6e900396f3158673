using System.Text;
using Istio.Model.Objects;

namespace Istio.Model.Findings;

/// <summary>Something to tell the owner of an object. Decoding, validation, conversion and status all speak this language.</summary>
/// <param name="Resource">Null when the text does not even tell which object it is.</param>
/// <param name="Location">Null for objects that came from no file.</param>
/// <param name="FieldPath">For instance <c>spec.rules[0].from[1].source.principals</c>; empty for the object as a whole.</param>
public sealed record Finding(FindingCode Code, Severity Severity, ObjectKey? Resource, SourceLocation? Location, string FieldPath, string Message)
{
    /// <summary>What Istio's analysis calls it; null where it has no message for it. What fails validation is an error there, or a warning.</summary>
    public IstioMessage? IstioMessage =>
        Severity < Severity.Error && Code.Message == Findings.IstioMessage.SchemaValidationError ? Findings.IstioMessage.SchemaWarning : Code.Message;

    /// <summary>One line, in the form that editors make clickable: <c>FILE:LINE:COLUMN: error: document 2, Service shop/web: spec.ports: ...</c></summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Location is not null)
        {
            text.Append(Location).Append(": ");
        }

        text.Append(Severity switch
        {
            Severity.Error => "error",
            Severity.Warning => "warning",
            _ => "note",
        }).Append(": ");
        AppendSubject(text);
        if (FieldPath.Length > 0)
        {
            text.Append(FieldPath).Append(": ");
        }

        return text.Append(Message).ToString();
    }

    private void AppendSubject(StringBuilder text)
    {
        var document = Location is null or { Document: 0 } ? "" : $"document {Location.Document}";
        var resource = Resource?.ToString() ?? "";
        var separator = document.Length > 0 && resource.Length > 0 ? ", " : "";
        if (document.Length + resource.Length > 0)
        {
            text.Append(document).Append(separator).Append(resource).Append(": ");
        }
    }
}
