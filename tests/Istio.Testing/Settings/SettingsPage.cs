using Istio.Core.Settings;
using Xunit;

namespace Istio.Testing;

/// <summary>The page of settings: between its markers is what the declarations of a program generate.</summary>
public static class SettingsPage
{
    private const string Page = "docs/operating/settings.md";

    /// <summary>Fails when the page says anything else than what is generated, and leaves the right page where the message says.</summary>
    public static void AssertHolds(string program, string generated)
    {
        var written = File.ReadAllText(Path.Combine(RepositoryPaths.Root, Page));
        var expected = Replace(written, program, generated);
        if (written == expected)
        {
            return;
        }

        var file = $"artifacts/settings-{program}.md";
        Directory.CreateDirectory(RepositoryPaths.Artifacts);
        File.WriteAllText(Path.Combine(RepositoryPaths.Root, file), expected);
        Assert.Fail($"{Page} is not what {program} declares. Take the page that was generated: cp {file} {Page}");
    }

    /// <summary>The page with another text between the markers of a program.</summary>
    /// <exception cref="InvalidDataException">A marker is missing.</exception>
    public static string Replace(string page, string program, string generated)
    {
        var begin = $"<!-- generated: {program} -->\n";
        var end = $"<!-- end of {program} -->";
        var first = page.IndexOf(begin, StringComparison.Ordinal);
        var last = page.IndexOf(end, StringComparison.Ordinal);
        return first >= 0 && last > first
            ? $"{page[..(first + begin.Length)]}\n{generated}\n{page[last..]}"
            : throw new InvalidDataException($"{Page} has no lines \"{begin.TrimEnd()}\" and \"{end}\"");
    }

    /// <summary>One table for each section, and the variables of Istio that change nothing here.</summary>
    /// <param name="known">Names of Istio's variables; those that a section declares are left out.</param>
    public static string Generate(IReadOnlyList<SettingsSection> sections, IEnumerable<string> known)
    {
        var declared = sections.SelectMany(section => section.Settings).SelectMany(setting => setting.VariableNames).ToHashSet(StringComparer.Ordinal);
        var undone = known.Where(name => !declared.Contains(name)).Order(StringComparer.Ordinal).Select(name => $"- `{name}`");
        return string.Join('\n', sections.SelectMany(Table).Append("### Known to Istio, without effect here").Append("").Concat(undone).Append(""));
    }

    private static IEnumerable<string> Table(SettingsSection section) =>
        [$"### {section.Title}", "", "| setting | default | what it does |", "| --- | --- | --- |", .. section.Settings.Select(Row), ""];

    private static string Row(Setting setting) => $"| {string.Join(", ", setting.Labels.Select(label => $"`{label}`"))} | {setting.DefaultText} | {setting.Help} |";
}
