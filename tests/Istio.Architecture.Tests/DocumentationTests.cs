using System.Text.RegularExpressions;
using Istio.Testing;

namespace Istio.Architecture.Tests;

/// <summary>Pages name only what exists: links, paths, and the names of our types and members.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Folders = ["docs", "samples", "bench"];

    /// <summary>Where a path in a page may begin, besides the root of the repository and the page's own folder.</summary>
    private static readonly string[] Roots = ["src", "tests", "src/Istiod", "src/Istio.Api"];

    private static readonly HashSet<string> Words = [.. Sources().SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value))];

    public static TheoryData<string> Pages => [.. AllPages().Select(page => Path.GetRelativePath(RepositoryPaths.Root, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page) =>
        Assert.All(Matches(page, Link()).Where(target => !target.Contains("://", StringComparison.Ordinal)), target => Assert.True(Exists(Path.Combine(FolderOf(page), target)), target));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_exist(string page) =>
        Assert.All(Code(page).Where(IsPath), path => Assert.True(Starts(page).Any(start => Exists(Path.Combine(start, path)) || Exists(Path.Combine(start, $"{path}.cs"))), path));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Names_of_types_and_members_occur_in_the_sources(string page) =>
        Assert.All(Code(page).Where(code => Name().IsMatch(code)).SelectMany(code => code.Split('.')), word => Assert.True(Words.Contains(word), word));

    [Fact]
    public void The_tests_themselves_find_what_is_missing()
    {
        // Put together, for this file is among the sources.
        var missing = string.Concat("No", "SuchType");
        Assert.True(IsPath("src/Istiod/Nothing.cs"));
        Assert.True(IsPath("Istiod/Nothing"));
        Assert.False(IsPath("/debug/configz"));
        Assert.False(IsPath("application/json"));
        Assert.Matches(Name(), missing);
        Assert.DoesNotContain(missing, Words);
        Assert.True(Pages.Count > 20);
    }

    // A path begins with a folder of ours, or ends as our files do.
    private static bool IsPath(string code) => OwnPath().IsMatch(code) || (code.Contains('/') && FilePath().IsMatch(code));

    private static IEnumerable<string> Starts(string page) => [RepositoryPaths.Root, FolderOf(page), .. Roots.Select(root => Path.Combine(RepositoryPaths.Root, root))];

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static string FolderOf(string page) => Path.GetDirectoryName(Path.Combine(RepositoryPaths.Root, page))!;

    private static IEnumerable<string> Code(string page) => Matches(page, CodeSpan());

    private static IEnumerable<string> Matches(string page, Regex pattern) =>
        pattern.Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, page))).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> AllPages() =>
        [Path.Combine(RepositoryPaths.Root, "README.md"), .. Folders.SelectMany(folder => Files(folder, "*.md"))];

    private static IEnumerable<string> Sources() => new[] { "src", "tests", "bench", "samples" }.SelectMany(folder => Files(folder, "*.cs"));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\(([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^(src|tests|docs|bench|samples|build|Istio\.\w+|Istiod|Ztunnel|Istioctl|MeshProxy)/[\w./-]+$")]
    private static partial Regex OwnPath();

    [GeneratedRegex(@"^[\w-][\w./-]*\.(cs|sh|md|csproj|props)$")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+(\.[A-Z]\w+)?$")]
    private static partial Regex Name();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
