using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>The settings of istiod's log.</summary>
internal static class LogDeclarations
{
    public static readonly Flag<string> Levels = new(
        "log_output_level", "default:info", SettingTypes.Text, "SCOPE:LEVEL,... with levels none, error, warn, info and debug");

    public static readonly Flag<bool> AsJson = new("log_as_json", false, SettingTypes.Switch, "write each line as a JSON object");

    public static readonly Flag<bool> ToStandardError = new(
        "log_target", false, new SettingType<bool>("stdout or stderr", TryParseTarget, static isError => isError ? "stderr" : "stdout"), "stdout or stderr");

    public static SettingsSection Section { get; } = new("Log", [Levels, AsJson, ToStandardError]);

    private static bool TryParseTarget(string text, out bool isError)
    {
        isError = text == "stderr";
        return isError || text == "stdout";
    }
}
