using System.Text.Json;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Testing;

namespace Istio.Model.Tests.Decoding;

/// <summary>Istio's own validation cases, and everything recorded from a running mesh.</summary>
public sealed class CorpusTests
{
    private static readonly string[] s_kinds = ["AuthorizationPolicy", "PeerAuthentication", "ServiceEntry", "WorkloadEntry"];

    [Fact]
    public void Validation_agrees_with_Istio_about_every_case_of_our_kinds()
    {
        string folder = RepositoryPaths.RequireConformance("validation");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        int checkedCases = 0;
        foreach (JsonElement one in cases.RootElement.EnumerateArray().Where(one => s_kinds.Contains(one.GetProperty("kind").GetString())))
        {
            string text = File.ReadAllText(Path.Combine(folder, one.GetProperty("input").GetString()!));
            ValueList<DecodedDocument> documents = Decode.File(string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("_err:", StringComparison.Ordinal))));

            Assert.True(
                one.GetProperty("valid").GetBoolean() == documents.All(document => document.Object is not null),
                $"{one.GetProperty("name").GetString()}: {string.Join("; ", documents.SelectMany(document => document.Findings))}");
            checkedCases++;
        }

        Assert.True(checkedCases >= 23);
    }

    [Fact]
    public void Every_recorded_object_of_our_kinds_decodes()
    {
        string folder = RepositoryPaths.RequireConformance("xds-recorded");
        IEnumerable<Finding> errors = Directory.EnumerateFiles(folder, "input*.yaml", SearchOption.AllDirectories)
            .SelectMany(file => ConfigDecoder.Decode(Path.GetRelativePath(folder, file), File.ReadAllText(file), DecodeOptions.Stored))
            .SelectMany(document => document.Findings)
            .Where(finding => finding.Severity == Severity.Error);

        Assert.Empty(errors);
    }

    [Fact]
    public void Every_sample_of_Istio_decodes()
    {
        string folder = RepositoryPaths.RequireConformance("samples");
        IEnumerable<Finding> errors = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .SelectMany(file => ConfigDecoder.Decode(Path.GetRelativePath(folder, file), File.ReadAllText(file), DecodeOptions.Files))
            .SelectMany(document => document.Findings)
            .Where(finding => finding.Severity == Severity.Error);

        Assert.Empty(errors);
    }

    [Fact]
    public void Every_sample_of_this_repository_decodes_without_a_word()
    {
        string folder = Path.Combine(RepositoryPaths.Root, "samples");
        IEnumerable<Finding> findings = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "mesh.yaml")
            .SelectMany(file => ConfigDecoder.Decode(Path.GetRelativePath(folder, file), File.ReadAllText(file), DecodeOptions.Files))
            .SelectMany(document => document.Findings);

        Assert.Empty(findings);
    }
}
