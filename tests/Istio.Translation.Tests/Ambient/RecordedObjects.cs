using Istio.Model.Decoding;
using Istio.Model.Objects;
using Istio.Testing;

namespace Istio.Translation.Tests.Ambient;

/// <summary>All versions of all objects of the recorded ambient meshes: what random meshes are made of.</summary>
internal static class RecordedObjects
{
    public static IReadOnlyList<IReadOnlyList<ConfigObject>> Versions() =>
        Directory.EnumerateDirectories(RepositoryPaths.RequireConformance("xds-recorded"), "a-*")
            .Order(StringComparer.Ordinal)
            .SelectMany(folder => ConfigDecoder.Decode(folder, File.ReadAllText(Path.Combine(folder, "input.yaml")), DecodeOptions.Stored))
            .Select(document => document.Object)
            .OfType<ConfigObject>()
            .GroupBy(one => one.Key)
            .Select(versions => (IReadOnlyList<ConfigObject>)versions.Distinct().ToList())
            .ToList();
}
