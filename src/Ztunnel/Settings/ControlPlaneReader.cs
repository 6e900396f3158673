using Istio.Core.Settings;
using Istio.Core.Values;

namespace Ztunnel.Settings;

/// <summary>Reads where configuration and certificates come from.</summary>
/// <param name="discoveryAddress">Of the configuration files, for variables that are not set.</param>
/// <param name="readFile">The text of a file; null when there is none.</param>
internal sealed class ControlPlaneReader(VariableReader variables, string? discoveryAddress, Func<string, string?> readFile)
{
    /// <returns>Null for an empty text: there is none.</returns>
    /// <exception cref="SettingsException">It is no address.</exception>
    public Uri? ReadAddress(Variable<string?> variable)
    {
        var text = variables.Read(variable) ?? discoveryAddress
            ?? (variables.Read(ControlPlaneDeclarations.KubernetesHost) is { Length: > 0 } ? "https://istiod.istio-system.svc:15012" : "https://localhost:15012");
        if (text.Length == 0)
        {
            return null;
        }

        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(withScheme, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw variables.Wrong(variable.Name, text, "an address such as https://istiod.istio-system.svc:15012");
    }

    public string? ReadToken() => variables.Read(ControlPlaneDeclarations.Token) switch
    {
        null => readFile(ControlPlaneDeclarations.TokenFile) is null ? null : ControlPlaneDeclarations.TokenFile,
        "" => null,
        var text => text,
    };

    /// <exception cref="SettingsException">It is given twice, or its file is not there.</exception>
    public string? ReadLocalState()
    {
        var path = variables.Read(ControlPlaneDeclarations.LocalStatePath);
        var inline = variables.Read(ControlPlaneDeclarations.LocalState);
        if (path is not null && inline is not null)
        {
            throw new SettingsException("LOCAL_XDS_PATH and LOCAL_XDS exclude each other");
        }

        return path is null ? inline : readFile(path) ?? throw new SettingsException($"LOCAL_XDS_PATH: {path} does not exist");
    }

    /// <param name="fromConfig">Of the configuration files, under the names of variables; variables win.</param>
    public ValueMap<string, string> ReadMetadata(ValueMap<string, string> fromConfig)
    {
        var prefix = ControlPlaneDeclarations.Metadata.Name;
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in fromConfig.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            merged[key[prefix.Length..]] = value;
        }

        foreach (var (key, value) in variables.Read(ControlPlaneDeclarations.Metadata))
        {
            merged[key] = value;
        }

        return merged.ToValueMap();
    }
}
