namespace Istioctl.Programs;

/// <summary>
/// Finds the other programs of the mesh: in the folders the user named, else beside this program (a published set), else in the build output of the
/// repository this program was built in.
/// </summary>
internal sealed class ProgramLocator
{
    private readonly IReadOnlyList<string> _folders;
    private readonly string _own;

    /// <param name="folders">
    /// The folders given with <c>--programs</c>; they go first. Programs are started in folders of their own, so these become absolute.
    /// </param>
    /// <param name="own">The folder of this program.</param>
    public ProgramLocator(IReadOnlyList<string> folders, string own)
    {
        _folders = [.. folders.Select(Path.GetFullPath)];
        _own = own;
    }

    /// <summary>The repository that this program was built in; null for a published one.</summary>
    public string? RepositoryRoot => RootAbove(_own);

    /// <param name="name">File name without extension, for example <c>ztunnel</c>.</param>
    /// <param name="project">The project's folder in the repository, for example <c>src/Ztunnel</c>.</param>
    /// <exception cref="CannotStart">The program is in none of the places; the message lists them.</exception>
    public ProgramFile Find(string name, string project)
    {
        string[] folders = [.. _folders, _own, .. BuildOutputs(project)];
        return Search(name, folders) ?? throw new CannotStart(
            $"The program '{name}' was not found in {string.Join(" or ", folders)}.",
            "Build everything with 'dotnet build' at the root of the repository, or name the folder of the programs with --programs DIR.");
    }

    /// <summary>Finds a program that this repository does not build: in the folders the user named, beside this program, else in the other folder.</summary>
    /// <param name="other">Null for none.</param>
    /// <returns>Null when it is in none of them.</returns>
    public ProgramFile? FindForeign(string name, string? other) => Search(name, other is null ? [.. _folders, _own] : [.. _folders, _own, other]);

    private static ProgramFile? Search(string name, IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            // The assembly goes first: in a build output the executable beside it is only a launcher, which needs an installed runtime at a known place.
            foreach (var file in new[] { $"{name}.dll", name })
            {
                var path = Path.Combine(folder, file);
                if (File.Exists(path) && (file == name || File.Exists(Path.Combine(folder, $"{name}.runtimeconfig.json"))))
                {
                    return new ProgramFile(path);
                }
            }
        }

        return null;
    }

    private IEnumerable<string> BuildOutputs(string project)
    {
        // .../src/Istioctl/bin/Debug/net10.0/ : the same configuration and framework of the neighbour.
        var framework = Path.TrimEndingDirectorySeparator(_own);
        var configuration = Path.GetDirectoryName(framework) ?? framework;
        if (RepositoryRoot is { } root)
        {
            yield return Path.Combine(root, project, "bin", Path.GetFileName(configuration), Path.GetFileName(framework));
        }
    }

    private static string? RootAbove(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Istio.slnx")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
