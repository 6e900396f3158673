using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Translation.Ambient;
using Istio.Translation.Mesh;

namespace Istio.Conformance.Families.XdsRecorded;

/// <summary>The cluster of a case, in istiod's own tables.</summary>
internal static class RecordedMesh
{
    /// <exception cref="InvalidDataException">An object that is served did not decode; the findings say where.</exception>
    public static AmbientGraph Load(string folder, RecordedCase @case)
    {
        var graph = new Graph(@case.Name, verify: true);
        var objects = new ObjectTables(graph, KindCatalog.Mesh);
        var ambient = AmbientGraph.Build(objects, new MeshSettings());
        foreach (var input in @case.Inputs)
        {
            var file = Path.Combine(folder, @case.Folder, input);
            if (input == "input.yaml")
            {
                objects.Apply(Decode(file));
            }
            else if (input == "mesh.yaml")
            {
                objects.Of(MeshConfig.Kind).Set(MeshConfig.Only, DecodeMesh(file));
            }
        }

        var commit = graph.Commit();
        return commit.Problems.Count == 0 ? ambient : throw new InvalidDataException(string.Join("\n", commit.Problems));
    }

    private static ValueList<ObjectChange> Decode(string file)
    {
        var files = new ConfigurationFiles(DecodeOptions.Stored);
        var changes = files.Apply(new FileChange(Path.GetFileName(file), File.ReadAllText(file)));
        Finding[] errors = [.. files.Findings.Where(finding => finding.Severity == Severity.Error)];
        return errors.Length == 0 ? changes : throw new InvalidDataException(string.Join<Finding>("\n", errors));
    }

    private static MeshConfig DecodeMesh(string file)
    {
        var (mesh, findings) = MeshConfigDecoder.Decode(Path.GetFileName(file), File.ReadAllText(file));
        return mesh ?? throw new InvalidDataException(string.Join("\n", findings));
    }
}
