using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>What the program says of itself.</summary>
internal static class IstiodHelp
{
    public const string Usage = "usage: pilot-discovery discovery --configDir FOLDER [flags] | pilot-discovery discovery --help | pilot-discovery version";

    /// <summary>Somebody asks for help instead of a start.</summary>
    public static bool IsAsked(IEnumerable<string> arguments) => arguments.Any(argument => argument is "--help" or "-h");

    /// <summary>Every flag and variable with its default and what it does.</summary>
    public static void Write(TextWriter output)
    {
        output.WriteLine(Usage);
        output.WriteLine();
        output.WriteLine("Flags are written --name value or --name=value, variables come from the environment; a flag wins over its variable.");
        SettingsHelp.Write(output, IstiodDeclarations.Sections);
    }
}
