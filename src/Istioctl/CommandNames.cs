using System.CommandLine;

namespace Istioctl;

/// <summary>Which commands Istio's <c>istioctl</c> has and this one does not have yet, so that a refusal says which of the two a word is.</summary>
internal static class CommandNames
{
    /// <summary>Istio's exit code for a wrong use of the command line (<c>EX_USAGE</c> of sysexits.h).</summary>
    public const int WrongUse = 64;

    /// <summary>Each command of Istio 1.28.4 with its aliases, the usual name first.</summary>
    private static readonly string[][] Istio =
    [
        ["admin", "istiod"],
        ["analyze"],
        ["authz"],
        ["bug-report"],
        ["completion"],
        ["create-remote-secret"],
        ["dashboard", "dash", "d"],
        ["experimental", "x", "exp"],
        ["install", "apply"],
        ["kube-inject"],
        ["manifest"],
        ["options"],
        ["proxy-config", "pc"],
        ["proxy-status", "ps"],
        ["remote-clusters"],
        ["tag"],
        ["uninstall"],
        ["upgrade"],
        ["validate", "v"],
        ["version"],
        ["waypoint"],
        ["ztunnel-config", "zc"],
    ];

    /// <summary>What to say of a first word that is no command here.</summary>
    /// <returns>False when the word is a command, an option or absent: the parser answers these.</returns>
    public static bool TryRefuse(RootCommand root, IReadOnlyList<string> arguments, out string refusal)
    {
        refusal = "";
        if (arguments is not [var word, ..] || word.StartsWith('-') || word == "help" || IsBuilt(root, word))
        {
            return false;
        }

        var names = Array.Find(Istio, names => names.Contains(word));
        var reason = names is null ? $"unknown command \"{word}\" for \"istioctl\"" : $"\"istioctl {names[0]}\" is not built yet";
        var built = string.Join(", ", root.Subcommands.Select(command => command.Name).Order(StringComparer.Ordinal));
        var missing = string.Join(", ", Istio.Where(names => !IsBuilt(root, names[0])).Select(names => names[0]));
        refusal = $"""
            Error: {reason}
            Commands: {built}
            Commands of Istio that are not built yet: {missing}
            Run "istioctl --help" for what each command does.
            """;
        return true;
    }

    private static bool IsBuilt(RootCommand root, string word) =>
        root.Subcommands.Any(command => command.Name == word || command.Aliases.Contains(word));
}
