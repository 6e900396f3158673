using System.Text.Json;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Testing;

namespace Istio.Model.Tests.Decoding;

/// <summary>Istio's own validation cases, and everything recorded from a running mesh.</summary>
public sealed class CorpusTests
{
    private static readonly string[] Kinds = ["AuthorizationPolicy", "PeerAuthentication", "ServiceEntry", "WorkloadEntry"];

    [Fact]
    public void Validation_agrees_with_Istio_about_every_case_of_our_kinds()
    {
        var folder = RepositoryPaths.RequireConformance("validation");
        using var cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        var checkedCases = 0;
        foreach (var one in cases.RootElement.EnumerateArray().Where(one => Kinds.Contains(one.GetProperty("kind").GetString())))
        {
            var text = File.ReadAllText(Path.Combine(folder, one.GetProperty("input").GetString()!));
            var documents = Decode.File(string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("_err:", StringComparison.Ordinal))));

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
        var folder = RepositoryPaths.RequireConformance("xds-recorded");
        var errors = Directory.EnumerateFiles(folder, "input*.yaml", SearchOption.AllDirectories)
            .SelectMany(file => ConfigDecoder.Decode(Path.GetRelativePath(folder, file), File.ReadAllText(file), DecodeOptions.Stored with { UnknownFields = UnknownFields.Refused }))
            .SelectMany(document => document.Findings)
            .Where(finding => finding.Severity == Severity.Error);

        Assert.Empty(errors);
    }

    [Fact]
    public void Every_sample_of_Istio_decodes()
    {
        var folder = RepositoryPaths.RequireConformance("samples");
        var errors = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            .SelectMany(file => ConfigDecoder.Decode(Path.GetRelativePath(folder, file), File.ReadAllText(file), DecodeOptions.Files))
            .SelectMany(document => document.Findings)
            .Where(finding => finding.Severity == Severity.Error);

        Assert.Empty(errors);
    }

    [Fact]
    public void Every_sample_of_this_repository_decodes_without_a_word()
    {
        var folder = Path.Combine(RepositoryPaths.Root, "samples");
        var findings = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories)
            // What an API server needs besides is no configuration of the mesh.
            .Where(file => Path.GetFileName(file) is not ("mesh.yaml" or "crds.yaml"))
            .SelectMany(file => ConfigDecoder.Decode(Path.GetRelativePath(folder, file), File.ReadAllText(file), DecodeOptions.Files))
            .SelectMany(document => document.Findings);

        Assert.Empty(findings);
    }
}
