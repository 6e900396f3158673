using Istio.Core.Files;

namespace Istioctl.Playground.Scenery;

/// <summary>The files the scene is made of: a folder with <c>config/*.yaml</c> and <c>mesh.yaml</c>.</summary>
internal sealed record SampleFiles(string Folder)
{
    public const string MeshConfigFile = "mesh.yaml";

    public string Config => Path.Combine(Folder, "config");

    public string MeshConfig => Path.Combine(Folder, MeshConfigFile);

    /// <summary>The kinds of the policies, for an API server that has none. The file may be missing.</summary>
    public string Definitions => Path.Combine(Folder, "kubernetes", "crds.yaml");

    /// <summary>The folder the user named, else <c>samples/bookinfo</c> beside this program or above it.</summary>
    /// <exception cref="CannotStart">There are no such files.</exception>
    public static SampleFiles Find(string? named, string own)
    {
        var files = named is not null ? new SampleFiles(Path.GetFullPath(named)) : Search(own);
        if (files is null || !Directory.Exists(files.Config) || !File.Exists(files.MeshConfig))
        {
            throw new CannotStart(
                $"There is no scene in {named ?? "samples/bookinfo"}: a folder with config/*.yaml and mesh.yaml is needed.",
                "Name one with --scene DIR, for example samples/bookinfo of the repository.");
        }

        return files;
    }

    /// <summary>Copies the scene, moved to another loopback network when asked for.</summary>
    public SampleFiles CopyTo(string folder, LoopbackNetwork network)
    {
        var copy = new SampleFiles(folder);
        Directory.CreateDirectory(copy.Config);
        foreach (var file in Directory.EnumerateFiles(Config, "*.yaml"))
        {
            File.WriteAllText(Path.Combine(copy.Config, Path.GetFileName(file)), network.Rewrite(RegularFile.ReadText(file)));
        }

        if (File.Exists(Definitions))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy.Definitions)!);
            File.WriteAllText(copy.Definitions, RegularFile.ReadText(Definitions));
        }

        File.WriteAllText(copy.MeshConfig, network.Rewrite(RegularFile.ReadText(MeshConfig)));
        return copy;
    }

    private static SampleFiles? Search(string own)
    {
        for (var folder = new DirectoryInfo(own); folder is not null; folder = folder.Parent)
        {
            var files = new SampleFiles(Path.Combine(folder.FullName, "samples", "bookinfo"));
            if (File.Exists(files.MeshConfig))
            {
                return files;
            }
        }

        return null;
    }
}
