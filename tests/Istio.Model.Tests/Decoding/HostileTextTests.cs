using System.Text;
using CsCheck;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Testing;

namespace Istio.Model.Tests.Decoding;

/// <summary>Whatever a file holds, it ends in objects and findings.</summary>
public sealed class HostileTextTests
{
    /// <summary>What YAML is made of.</summary>
    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ": ", "- ", "? ", ",", "\n", "\n---\n", "\n...\n", "  ", "\t", "&a", "*a", "!!str", "!", "|", ">", "'", "\"", "#", "%YAML 1.2\n", "<<: *a", "~",
        "\0", "\uFEFF", "\r", "\r\n", "\\x", "kind: ", "apiVersion: v1\n", "metadata: ", "name: a", "spec:\n  ", "\u2028", "é", "0x", "1e999", "- - - -",
    ];

    [Fact]
    public void No_text_throws() =>
        Gen.Int[0, Fragments.Length - 1].Array[0, 40].Sample(
            pieces => Decode.File(string.Concat(pieces.Select(piece => Fragments[piece]))),
            iter: 20_000,
            threads: 1);

    [Fact]
    public void No_damage_to_a_good_file_throws()
    {
        var text = File.ReadAllText(RepositoryPaths.RequireConformance("xds-recorded", "a-service-entry", "input.yaml"));
        Gen<(int At, int Length, int Fragment)> damage = Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, 30], Gen.Int[0, Fragments.Length - 1]);

        damage.Array[1, 4].Sample(
            damages =>
            {
                var damaged = new StringBuilder(text);
                foreach (var (at, length, fragment) in damages)
                {
                    var start = Math.Min(at, damaged.Length);
                    damaged.Remove(start, Math.Min(length, damaged.Length - start)).Insert(start, Fragments[fragment]);
                }

                var files = new ConfigurationFiles(DecodeOptions.Files);
                files.Apply(new FileChange("mesh.yaml", text));
                files.Apply(new FileChange("mesh.yaml", damaged.ToString()));
                Assert.All(files.Findings, finding => Assert.NotNull(finding.Location));
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Aliases_of_aliases_cost_no_more_than_they_are_written()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++)
        {
            bomb.Append(null, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        bomb.Append("apiVersion: v1\nkind: Pod\nmetadata: {name: bomb, labels: *a29}\nspec: *a29\n");
        var documents = Decode.File(bomb.ToString());

        Assert.True(Assert.Single(documents).IsBroken);
    }
}
