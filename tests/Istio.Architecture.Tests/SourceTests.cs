using System.Text.RegularExpressions;
using System.Xml.Linq;
using Istio.Testing;

namespace Istio.Architecture.Tests;

/// <summary>What only the sources show.</summary>
public sealed partial class SourceTests
{
    private static readonly string Sources = Path.Combine(RepositoryPaths.Root, "src");

    public static TheoryData<string> Projects => Part.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_says_why_the_project_exists(string project) =>
        Assert.Contains(XDocument.Load(Path.Combine(Sources, project, project + ".csproj")).Descendants("Description"), element => element.Value.Trim().Length > 0);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_holds_one_public_type(string project) =>
        Assert.Empty(Files(project).Where(file => PublicTypes(file).Count() > 1).Select(Relative));

    [Fact]
    public void The_environment_is_read_in_one_file() => Assert.Equal(
        ["src/Istio.Core/Settings/ProcessEnvironment.cs"],
        Part.All.SelectMany(part => Files(part.Project)).Where(file => File.ReadAllText(file).Contains("Environment.GetEnvironmentVariable", StringComparison.Ordinal)).Select(Relative));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_is_left_for_later(string project) =>
        Assert.Empty(Files(project).Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Relative));

    /// <summary>
    /// A path that somebody configured may lead to a pipe or a device; what is named here reads only what the system itself keeps, or what the program wrote.
    /// </summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_are_read_in_one_way(string project)
    {
        string[] ofTheSystem = ["ProcessMetrics.cs", "ListeningSockets.cs", "SocketOwner.cs", "LogTail.cs"];

        Assert.Empty(Files(project).Where(file => FileReads().IsMatch(File.ReadAllText(file)) && !ofTheSystem.Contains(Path.GetFileName(file))).Select(Relative));
    }

    [Fact]
    public void Test_projects_stand_beside_the_libraries_they_test()
    {
        var tests = Path.Combine(RepositoryPaths.Root, "tests");

        Assert.All(Part.All, part => Assert.True(Directory.Exists(Path.Combine(tests, part.Project + ".Tests")), part.Project));
    }

    private static IEnumerable<string> Files(string project)
    {
        var folder = Path.Combine(Sources, project);
        string[] generated = [Path.Combine(folder, "obj") + Path.DirectorySeparatorChar, Path.Combine(folder, "bin") + Path.DirectorySeparatorChar];
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !generated.Any(start => file.StartsWith(start, StringComparison.Ordinal)));
    }

    /// <summary>Names, so that one name with several numbers of type parameters counts once.</summary>
    private static IEnumerable<string> PublicTypes(string file) =>
        PublicType().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value).Distinct();

    private static string Relative(string file) => Path.GetRelativePath(RepositoryPaths.Root, file);

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*"
        + @"(?:delegate [^(<]*?|(?:record )?(?:class|struct|interface|enum)|record) ?(?<name>\w+)\s*[<({:;\r\n]",
        RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\bFile\.(?:Read(?:All|Lines)|Open\b|OpenRead|OpenText|OpenHandle)|new StreamReader\(|CreateFromPemFile|ImportFromPemFile|LoadCertificateFromFile|LoadPkcs12FromFile")]
    private static partial Regex FileReads();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK)\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
