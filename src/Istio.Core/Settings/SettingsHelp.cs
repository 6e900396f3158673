namespace Istio.Core.Settings;

/// <summary>What <c>--help</c> prints of the settings of a program.</summary>
public static class SettingsHelp
{
    public static void Write(TextWriter output, IEnumerable<SettingsSection> sections)
    {
        foreach (var section in sections)
        {
            output.WriteLine();
            output.WriteLine($"{section.Title}:");
            foreach (var setting in section.Settings)
            {
                Write(output, setting);
            }
        }
    }

    private static void Write(TextWriter output, Setting setting)
    {
        var standard = setting.DefaultText.Length == 0 ? "" : $" (default {setting.DefaultText})";
        output.WriteLine($"  {string.Join(", ", setting.Labels)}{standard}");
        output.WriteLine($"      {setting.Help}");
    }
}
