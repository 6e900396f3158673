using Istio.Core.Settings;

namespace Ztunnel.Settings;

/// <summary>What the program says of itself.</summary>
internal static class ZtunnelHelp
{
    public const string Usage = "usage: ztunnel [proxy | version | help]";

    /// <summary>Every variable with its default and what it does.</summary>
    public static void Write(TextWriter output)
    {
        output.WriteLine(Usage);
        output.WriteLine();
        output.WriteLine("Everything is configured by environment variables:");
        SettingsHelp.Write(output, ZtunnelDeclarations.Sections);
    }
}
