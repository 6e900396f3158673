using System.Text;
using System.Text.Json.Nodes;
using Istio.Core.Yaml;
using Istio.Model.Decoding;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;
using Istio.Testing;

namespace Istio.Model.Tests.Decoding;

/// <summary>Every object that decodes from YAML decodes from its JSON to an equal record, whatever a newer version has added to it.</summary>
public sealed class StoredCorpusTests
{
    /// <summary>Fields whose value is a map of names that are the user's own.</summary>
    private static readonly string[] Maps = ["labels", "annotations", "selector", "matchLabels", "portLevelMtls", "ports"];

    [Fact]
    public void Every_recorded_object_is_the_same_in_json() =>
        AssertSame(RepositoryPaths.RequireConformance("xds-recorded"), "input*.yaml", atLeast: 1000);

    [Fact]
    public void Every_sample_is_the_same_in_json() => AssertSame(Path.Combine(RepositoryPaths.Root, "samples"), "*.yaml", atLeast: 10);

    [Fact]
    public void Every_sample_of_Istio_is_the_same_in_json() => AssertSame(RepositoryPaths.RequireConformance("samples"), "*.yaml", atLeast: 50);

    private static void AssertSame(string folder, string pattern, int atLeast)
    {
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(file);
            var documents = ConfigDecoder.Decode(file, text, DecodeOptions.Stored);
            var mappings = Objects(text).ToList();
            Assert.Equal(documents.Count, mappings.Count);
            for (var i = 0; i < documents.Count; i++)
            {
                if (documents[i].Identity is { } key)
                {
                    var json = NodeJson.Write(mappings[i], [], withUnused: true);
                    AssertSame(documents[i], StoredObjects.Decode(key.Kind, json));
                    AssertSame(documents[i], StoredObjects.Decode(key.Kind, WithUnknown(json)));
                    count++;
                }
            }
        }

        Assert.True(count >= atLeast, $"{count} objects");
    }

    private static void AssertSame(DecodedDocument expected, StoredDocument actual)
    {
        Assert.Equal(expected.Identity!.Value.ObjectName, actual.Name);
        Assert.Equal(expected.Object, actual.Object);
        Assert.Equal(Texts(expected.Findings), Texts(actual.Findings));
    }

    /// <summary>Without the warnings about words that are booleans for YAML alone.</summary>
    private static IEnumerable<(FindingCode Code, Severity Severity, string Path, string Message)> Texts(IEnumerable<Finding> findings) =>
        findings.Where(finding => finding is not { Code.Name: "WrongType", Severity: Severity.Warning }).Select(finding => (finding.Code, finding.Severity, finding.FieldPath, finding.Message));

    private static IEnumerable<MappingNode> Objects(string text)
    {
        foreach (var document in YamlText.Documents(text))
        {
            if (YamlNodeReader.Read(document.Text, document.FirstLine) is not MappingNode root)
            {
                continue;
            }

            if (root.Entries.Any(entry => entry is { Key: "kind", Value: ScalarNode { Type: ScalarType.String, Text: "List" } }))
            {
                foreach (var item in Assert.IsType<SequenceNode>(root.Entries.Single(entry => entry.Key == "items").Value).Items)
                {
                    yield return Assert.IsType<MappingNode>(item);
                }
            }
            else
            {
                yield return root;
            }
        }
    }

    private static byte[] WithUnknown(byte[] json)
    {
        var root = JsonNode.Parse(json)!;
        AddUnknown(root);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void AddUnknown(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                AddUnknown(item);
            }
        }
        else if (node is JsonObject mapping)
        {
            foreach (var (name, value) in mapping)
            {
                if (value is not JsonObject || !Maps.Contains(name))
                {
                    AddUnknown(value);
                }
            }

            mapping.Insert(0, "ofTomorrow", new JsonObject { ["of"] = new JsonArray(1, "two", null) });
        }
    }
}
