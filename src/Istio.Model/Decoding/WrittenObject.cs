using System.Text.Json.Nodes;

namespace Istio.Model.Decoding;

/// <summary>An object as a document describes it, of whatever kind; only its name is known.</summary>
public sealed class WrittenObject
{
    internal WrittenObject(JsonObject content, string apiVersion, string kind, string ns, string name)
    {
        var slash = apiVersion.LastIndexOf('/');
        (Content, Group, Version, Kind, Namespace, Name) = (content, slash < 0 ? "" : apiVersion[..slash], apiVersion[(slash + 1)..], kind, ns, name);
    }

    /// <summary>The whole object. It belongs to the caller, who may change it.</summary>
    public JsonObject Content { get; }

    /// <summary>Empty for the core group.</summary>
    public string Group { get; }

    public string Version { get; }

    /// <summary>As written in <c>kind</c>.</summary>
    public string Kind { get; }

    /// <summary>Empty when the document names none.</summary>
    public string Namespace { get; }

    public string Name { get; }

    public override string ToString() => Namespace.Length > 0 ? $"{Kind} {Namespace}/{Name}" : $"{Kind} {Name}";
}
