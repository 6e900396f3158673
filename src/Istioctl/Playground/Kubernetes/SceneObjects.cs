using Istio.Core.Files;
using Istio.Model.Decoding;
using Istioctl.Playground.Scenery;

namespace Istioctl.Playground.Kubernetes;

/// <summary>The files of a scene as objects for an API server.</summary>
internal static class SceneObjects
{
    /// <summary>All objects, the mesh configuration among them, in the order in which they are written.</summary>
    /// <exception cref="CannotStart">A file is no YAML, or has something that is no object.</exception>
    public static IReadOnlyList<WrittenObject> Read(SampleFiles files) =>
    [
        .. Directory.EnumerateFiles(files.Config, "*.yaml").Order(StringComparer.Ordinal).SelectMany(Parse)
            .Append(MeshConfigMap.ObjectOf(RegularFile.ReadText(files.MeshConfig)))
            .OrderBy(StoredForm.Rank),
    ];

    /// <summary>The definitions of kinds; none when the scene has no such file.</summary>
    /// <exception cref="CannotStart">The file is no YAML, or has something that is no object.</exception>
    public static IReadOnlyList<WrittenObject> ReadDefinitions(SampleFiles files) => File.Exists(files.Definitions) ? Parse(files.Definitions) : [];

    /// <exception cref="CannotStart">The text is no YAML, or has something that is no object.</exception>
    public static IReadOnlyList<WrittenObject> Parse(string file, string text)
    {
        try
        {
            return ObjectText.Read(text);
        }
        catch (FormatException broken)
        {
            throw new CannotStart($"{file}: {broken.Message.TrimEnd('.')}.", "Mend it; an API server takes nothing but objects.");
        }
    }

    private static IReadOnlyList<WrittenObject> Parse(string path) => Parse(path, RegularFile.ReadText(path));
}
