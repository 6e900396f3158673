using Istio.Collections;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Kinds;
using Istio.Model.Tables;
using Istio.Translation.Ambient.Tables;

namespace Conformance.XdsRecorded;

/// <summary>The recorded input of a case, brought to resources.</summary>
internal static class RecordedMesh
{
    public static AmbientGraph Load(string folder)
    {
        Graph graph = new("recorded", verify: true);
        ObjectTables objects = new(graph);
        AmbientGraph ambient = AmbientGraph.Build(objects, new AmbientSettings());
        ConfigurationFiles files = new(DecodeOptions.Stored);
        objects.Apply(files.Apply(new FileChange("input.yaml", File.ReadAllText(Path.Combine(folder, "input.yaml")))));
        foreach (Finding finding in files.Findings.Where(finding => finding.Severity == Severity.Error))
        {
            throw new InvalidDataException(finding.ToString());
        }

        string mesh = Path.Combine(folder, "mesh.yaml");
        if (File.Exists(mesh))
        {
            (MeshConfig? config, ValueList<Finding> findings) = MeshConfigDecoder.Decode("mesh.yaml", File.ReadAllText(mesh));
            objects.Mesh.Set(Only.Key, config ?? throw new InvalidDataException(string.Join("; ", findings)));
        }

        graph.Commit();
        return ambient;
    }
}
