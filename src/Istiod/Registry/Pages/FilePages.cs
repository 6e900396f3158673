using System.Globalization;
using System.Text.Json;
using Istio.Core.Values;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istiod.Debug;

namespace Istiod.Registry.Pages;

/// <summary>Pages about configuration: what is in force, where it was written, and what is wrong.</summary>
internal sealed class FilePages(MeshGraph mesh)
{
    private const string StatusField = "status";
    private const string MessagesField = "validationMessages";

    public IReadOnlyList<DebugPage> All =>
    [
        new("configz", "Debug support for config", Config),
        new("findingsz", "What is wrong in the configuration files", Findings),
        new("mesh", "Active mesh config", Mesh),
    ];

    /// <summary>
    /// The objects in force, in the shape of an API server's. Beside Istio's fields an object says where it was written; while its document is broken it is the
    /// last good version, and
    /// <c>status.validationMessages</c> says what is wrong, as Istio's analysis would.
    /// </summary>
    private PageFailure? Config(DebugQuery query, Utf8JsonWriter json)
    {
        var current = mesh.Current;
        var findings = current.Findings.ToLookup(finding => finding.Resource);
        json.WriteStartArray();
        foreach (var held in current.Written.All.OrderBy(held => held.Object.Key.ToString(), StringComparer.Ordinal))
        {
            WriteObject(held, findings[held.Object.Key], json);
        }

        json.WriteEndArray();
        return null;
    }

    /// <summary>Everything that is wrong or doubtful about files and objects, with file, line and path.</summary>
    private PageFailure? Findings(DebugQuery query, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var finding in mesh.Current.Findings.Where(finding => finding.Severity != Severity.Note))
        {
            WriteFinding(finding, json);
        }

        json.WriteEndArray();
        return null;
    }

    private PageFailure? Mesh(DebugQuery query, Utf8JsonWriter json)
    {
        var config = mesh.Mesh ?? MeshConfig.Default;
        json.WriteStartObject();
        json.WriteString("trustDomain", config.TrustDomain);
        WriteList(json, "trustDomainAliases", config.TrustDomainAliases);
        json.WriteString("rootNamespace", config.RootNamespace);
        json.WriteStartArray("caCertificates");
        foreach (var pem in config.CaCertificates)
        {
            json.WriteStartObject();
            json.WriteString("pem", pem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private static void WriteObject(HeldObject held, IEnumerable<Finding> findings, Utf8JsonWriter json)
    {
        var metadata = held.Object.Metadata;
        json.WriteStartObject();
        json.WriteString("kind", held.Object.Key.Kind.Name);
        json.WriteString("apiVersion", held.Object.Key.Kind.ApiVersion);
        json.WriteStartObject("metadata");
        json.WriteString("name", metadata.Name);
        if (metadata.Namespace.Length > 0)
        {
            json.WriteString("namespace", metadata.Namespace);
        }

        WriteMap(json, "labels", metadata.Labels);
        WriteMap(json, "annotations", metadata.Annotations);
        if (metadata.CreationTimestamp != DateTimeOffset.UnixEpoch)
        {
            json.WriteString("creationTimestamp", metadata.CreationTimestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
        WriteWritten(held, [.. findings.Where(finding => finding.Severity != Severity.Note)], json);
        WriteSource(held, json);
        json.WriteEndObject();
    }

    private static void WriteWritten(HeldObject held, IReadOnlyList<Finding> findings, Utf8JsonWriter json)
    {
        using var written = held.Written.Read();
        foreach (var field in written.RootElement.EnumerateObject().Where(field => field.Name != StatusField))
        {
            field.WriteTo(json);
        }

        var hasStatus = written.RootElement.TryGetProperty(StatusField, out var status) && status.ValueKind == JsonValueKind.Object;
        if (hasStatus || findings.Count > 0)
        {
            json.WriteStartObject(StatusField);
            if (hasStatus)
            {
                WriteStatus(status, json);
            }

            WriteMessages(findings, json);
            json.WriteEndObject();
        }
    }

    // Messages that somebody wrote into the file are about another version of the object.
    private static void WriteStatus(JsonElement status, Utf8JsonWriter json)
    {
        foreach (var field in status.EnumerateObject().Where(field => field.Name != MessagesField))
        {
            field.WriteTo(json);
        }
    }

    private static void WriteSource(HeldObject held, Utf8JsonWriter json)
    {
        json.WriteStartObject("source");
        if (held.Location is { } location)
        {
            json.WriteString("file", location.File);
            json.WriteNumber("document", location.Document);
            json.WriteNumber("line", location.Line);
        }

        json.WriteBoolean("isLastGood", held.IsLastGood);
        json.WriteEndObject();
    }

    private static void WriteMessages(IReadOnlyList<Finding> findings, Utf8JsonWriter json)
    {
        if (findings.Count == 0)
        {
            return;
        }

        json.WriteStartArray(MessagesField);
        foreach (var finding in findings)
        {
            WriteFinding(finding, json);
        }

        json.WriteEndArray();
    }

    private static void WriteFinding(Finding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("level", finding.Severity.ToString().ToUpperInvariant());
        json.WriteString("code", finding.Code.Name);
        if (finding.IstioMessage is { } message)
        {
            json.WriteStartObject("type");
            json.WriteString("name", message.Name);
            json.WriteString("code", message.Code);
            json.WriteEndObject();
        }

        if (finding.Resource is { } resource)
        {
            json.WriteString("resource", resource.ToString());
        }

        if (finding.Location is { } location)
        {
            json.WriteString("file", location.File);
            json.WriteNumber("document", location.Document);
            json.WriteNumber("line", location.Line);
            json.WriteNumber("column", location.Column);
        }

        json.WriteString("path", finding.FieldPath);
        json.WriteString("message", finding.Message);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, ValueMap<string, string> map)
    {
        if (map.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ValueList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
