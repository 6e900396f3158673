using Istio.Testing;

namespace Istio.Architecture.Tests;

public sealed class FloorTests
{
    public static TheoryData<string> Projects => Part.Projects;

    [Fact]
    public void Every_project_has_a_floor()
    {
        var projects = Directory.GetDirectories(Path.Combine(RepositoryPaths.Root, "src")).Where(HasProject).Select(Path.GetFileName);

        Assert.Equal(Part.All.Select(part => part.Project).Order(), projects.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_lower_floors_only(string project)
    {
        var part = Part.Of(project);
        var wrong = Part.All.Where(other => other.Floor >= part.Floor && part.Built.Assemblies.Contains(other.Assembly)).Select(other => other.Project);

        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_uses_the_packages_of_its_row_only(string project)
    {
        var part = Part.Of(project);
        var wrong = part.Built.Assemblies
            .Where(name => !BuiltAssembly.IsFramework(name) && Part.All.All(other => other.Assembly != name))
            .Where(name => !part.Packages.Any(allowed => name.StartsWith(allowed, StringComparison.Ordinal)));

        Assert.Empty(wrong);
    }

    private static bool HasProject(string folder) => Directory.GetFiles(folder, "*.csproj").Length > 0;
}
