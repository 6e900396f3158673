using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>Finds the kind of a document by its <c>apiVersion</c> and <c>kind</c>.</summary>
internal static class KindReader
{
    /// <summary>Kinds of Istio's networking and security groups that are not read here. Of these groups all kinds are known by name.</summary>
    private static readonly string[] Unread =
    [
        "networking.istio.io/DestinationRule", "networking.istio.io/EnvoyFilter", "networking.istio.io/Gateway", "networking.istio.io/ProxyConfig",
        "networking.istio.io/Sidecar", "networking.istio.io/VirtualService", "networking.istio.io/WorkloadGroup", "security.istio.io/RequestAuthentication",
    ];

    private static readonly string[] Complete = ["networking.istio.io", "security.istio.io"];

    /// <summary>The kind of the document; <see langword="null"/>, with a finding, when there is none.</summary>
    public static Kind? Read(FieldReader document)
    {
        document.RequireText("apiVersion");
        document.RequireText("kind");
        var apiVersion = document.String("apiVersion");
        var name = document.String("kind");
        if (apiVersion.Length == 0 || name.Length == 0)
        {
            return null;
        }

        var slash = apiVersion.LastIndexOf('/');
        var group = slash < 0 ? "" : apiVersion[..slash];
        var version = apiVersion[(slash + 1)..];
        if (document.Options.Kinds.Find(group, name) is not { } kind)
        {
            ReportUnsupported(document, group, name);
            return null;
        }

        if (!kind.Versions.Contains(version))
        {
            document.Error(FindingCode.UnsupportedVersion, "apiVersion", $"{name} is read in {string.Join(", ", kind.Versions)}, not in \"{version}\"");
            return null;
        }

        return kind;
    }

    /// <summary>A misspelt kind is an error; a kind that is simply not ours is left to whoever it belongs to.</summary>
    private static void ReportUnsupported(FieldReader document, string group, string name)
    {
        var kinds = document.Options.Kinds;
        var hint = Spelling.Hint(name, kinds.Written.Select(kind => kind.Name), lettersPerMistake: 6); // Role is no misspelt Node
        var sameName = kinds.Written.FirstOrDefault(kind => kind.Name == name);
        if (sameName is not null && IsMistaken(kinds, group, name))
        {
            document.Error(FindingCode.UnsupportedKind, "apiVersion", $"{name} is of {Owner(sameName.Group)}, not of {Owner(group)}");
        }
        else if (sameName is not null)
        {
            document.Warning(FindingCode.UnsupportedKind, "apiVersion", $"{name} of {Owner(group)} is not supported; the document is ignored");
        }
        else if (hint.Length > 0)
        {
            document.Error(FindingCode.UnsupportedKind, "kind", $"unknown kind \"{name}\"{hint}");
        }
        else if (Complete.Contains(group) && !Unread.Contains($"{group}/{name}"))
        {
            document.Error(FindingCode.UnsupportedKind, "kind", $"{group} has no kind \"{name}\"");
        }
        else
        {
            document.Warning(FindingCode.UnsupportedKind, "kind", $"{name} is not supported; the document is ignored");
        }
    }

    /// <summary>No such kind is there: the group is one of those read here, or nearly.</summary>
    private static bool IsMistaken(KindCatalog kinds, string group, string name) =>
        !Unread.Contains($"{group}/{name}") && Spelling.Hint(group, kinds.Written.Select(kind => kind.Group), lettersPerMistake: 6).Length > 0;

    private static string Owner(string group) => group.Length == 0 ? "the core group" : group;
}
