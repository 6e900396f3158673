using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Istio.Api;

/// <summary>All messages of this assembly by name, for JSON with <c>Any</c> in it.</summary>
public static partial class ApiTypes
{
    // Building it costs half a second: only those who print or parse JSON pay, on first use.
    private static readonly Lazy<TypeRegistry> LazyRegistry = new(() => TypeRegistry.FromFiles(AllFiles()));
    private static readonly Lazy<JsonFormatter> LazyFormatter = new(() => new JsonFormatter(JsonFormatter.Settings.Default.WithTypeRegistry(Registry)));
    private static readonly Lazy<JsonParser> LazyParser = new(() => new JsonParser(JsonParser.Settings.Default.WithTypeRegistry(Registry)));

    public static TypeRegistry Registry => LazyRegistry.Value;

    /// <summary>Canonical protobuf JSON (lowerCamelCase, default values left out); fails on an <c>Any</c> whose type is not in the registry.</summary>
    public static JsonFormatter JsonFormatter => LazyFormatter.Value;

    /// <summary>Reads camelCase and snake_case names; an unknown field is an error.</summary>
    public static JsonParser JsonParser => LazyParser.Value;

    private static partial FileDescriptor[] AllFiles();
}
