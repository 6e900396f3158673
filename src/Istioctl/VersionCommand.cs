using System.CommandLine;
using System.Reflection;

namespace Istioctl;

/// <summary><c>istioctl version</c>.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version of this program.");
        command.SetAction(_ => Console.WriteLine($"client version: {Version}"));
        return command;
    }

    /// <summary>Without the commit that the build appends.</summary>
    private static string Version =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
