using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istio.Core.Yaml;
using Istio.Model.Decoding.Nodes;
using Istio.Testing;

namespace Istio.Model.Tests.Decoding;

/// <summary>
/// Our reading of YAML beside that of the library that Kubernetes and Istio read it with. Each text is read the same, or refused: never otherwise, and never
/// without a word.
/// </summary>
public sealed class YamlOracleTests
{
    private static readonly string[] Read =
    [
        // Scalars.
        "0o17", "0x1F", "0X1F", "0b11", "1_000", "-0b11", "+80", "-80", "80", "0", "-0", "1e3", "1e+3", "1.", "1.5", ".5", "-.5", "80.0", "1_0.5", "0x_1F", "0120.5",
        "y", "Y", "n", "N", "yes", "Yes", "YES", "yEs", "no", "on", "On", "off", "OFF", "true", "True", "TRUE", "false", "~", "null", "Null", "NULL", "",
        "1:30", "190:20:30", "2001-01-01", "2001-01-01T00:00:00Z", "=", "_1", "+", "0o8", "0x", "0b", "0b2", "1,000", "1.2.3", "1e", "e3", "++1", "--1", "-+1",
        "NaN", "Infinity", "inf", "1d", "0xG", "1p4", "0x1p4", "9223372036854775808", "18446744073709551615", "99999999999999999999", "0xFFFFFFFFFFFFFFFFFF", "12e03",
        "1__0", "1_", "0o0120", "1e400", "x#y", "x #y", "a b", "'it''s'", "''", "\"\\e\"", "\"\\x41\\u00e9\\n\"", "!!str 123", "!!str", "! 5", "!foo 5",
        "!!map {x: 1}", "!!seq [x]", "!foo {x: 1}", "!foo [x]", "[1, 2,]", "{b, c: 1}", "[x: 1]", "grüße 😀", "\"\t\"", "\u00A0",
    ];

    private static readonly string[] ReadWhole =
    [
        // Merge keys, anchors, duplicates, keys.
        "b: &x {p: 1, q: 2}\na:\n  <<: *x\n  p: 3\n", "b: &x {p: 1}\nc: &y {p: 2, r: 3}\na:\n  <<: [*x, *y]\n", "a:\n  <<: {p: 1}\n", "a:\n  \"<<\": {p: 1}\n",
        "b: &x {p: 1, q: {r: 1}}\na:\n  <<: *x\n  q: {s: 2}\n", "b: &x {<<: {z: 1}, p: 1}\na: {<<: *x}\n", "a: {<<: [ ]}\n", "a: &q 5\nb: *q\n", "&k a: 1\nb: *k\n",
        "80: x\n", "'on': x\n", "\"0120\": x\n", "!!str 5: x\n", "? a\n: b\n", "2001-01-01: z\n", "<<: {a: 1}\nb: 2\n",
        // Block scalars and folding.
        "a: |\n  x\n  y\n\n", "a: |-\n  x\n", "a: |+\n  x\n\n", "a: >\n  x\n  y\n\n  z\n", "a: >-\n  x\n   y\n  z\n", "a: |2\n   x\n", "a: |\n x\n  y\n z\n",
        "a: >+\n x\n\n", "a: >\n\n x\n", "a: |\n", "a: \"x\n  y\n\n  z\"\n", "a: x\n  y\n", "a: 'x\n\n  y'\n", "--- |\n x\n", "a: >\n  x\n    y\n\n\n  z\n", "a: |-\n\n  x\n\n",
        // Documents and directives.
        "%YAML 1.1\n---\na: 1\n", "a: 1\n...\n", "--- {a: 1}\n", "--- # c\na: 1\n", "\uFEFFa: 1\n", "a: # c\n  b: 1\n", "{}\n", "- a\n", "5\n", "a: 1\r\nb: 2\r\n",
        "a:\n- 1\n- 2\n", "a:\n  - b: 1\n    c: 2\n", "a:\t1\n", "a: |\n  x\n  \ty\n", "a: x\n  \ty\n", "a: !!str\nb: 1",
    ];

    private static readonly string[] Refused =
    [
        // Read by Kubernetes, and refused here because other readers of YAML see something else in it.
        "a: 0120\n", "a: -0120\n", "a: +0120\n", "a: 00\n", "a: 0_1\n", "a: 0_120\n", "0120: x\n", "on: x\n", "y: x\n", "1.5: x\n", "0x10: z\n", "1_0: z\n", "1e3: z\n", "no: z\n", ".inf: z\n",
        "a: !!int \"5\"\n", "a: !!int 5\n", "a: !!bool yes\n", "a: !!float 1\n", "a: !!binary aGk=\n", "a: !!set {x}\n", "!!int \"5\": z\n",
        "a: 1\na: 2\n", "\"80\": x\n80: y\n", "a: {x: 1, x: 2}\n", "b: &x {p: 1, q: 2}\na:\n  p: 3\n  <<: *x\n", "b: &x {p: 1}\na:\n  <<: *x\n  <<: *x\n",
        "%TAG !e! tag:x,2000:\n---\na: !e!foo 1\n", "a: 1\n...\nb: 2\n", "a: \u0085\n", "a: 1\r---\rb: 2\r", "a: [\n1\n]\n",
        // Refused by Kubernetes too.
        "%YAML 1.2\n---\na: 1\n", "%FOO bar\n---\na: 1\n", "a:\n  <<: 5\n", "~: x\n", "null: z\n", "[a]: x\n", "{a: b}: x\n", "a: *nope\n", "\ta: 1\n", "a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "a:\n\t- b\n", "a: \0\n", "a: \a\n", "a: x\u0085y\n",
        "a: \u2028x\n", "a: @x\n", "a: `x\n", "a: %x\n", "a: \"\\uD83D\\uDE00\"\n", "a: \"\\/\"\n", "a: \"\\q\"\n", "a: - b\n", "a: b: c\n", "a: 'b\n", "a: [b\n", "a: \uFFFE\n",
        "a: \u007F\n", "--- a: 1\n", "a: .inf\n", "a: .NaN\n", "a: {<<: null}\n", "<<: [{a: 1}, 5]\n", "a: !!null x\n", "a: ? \n",
    ];

    [Fact]
    public void What_is_read_is_read_as_Kubernetes_reads_it()
    {
        string[] texts = [.. Read.Select(scalar => $"a: {scalar}\n"), .. ReadWhole];
        var answers = Ask(texts);

        Assert.Multiple([.. texts.Zip(answers, Compare)]);
    }

    /// <summary>Needs no oracle: nothing of this may be read at all.</summary>
    [Fact]
    public void What_is_not_read_the_same_everywhere_is_refused() => Assert.Empty(Refused.Where(text => OurReading(text) is not null).Select(text => JsonSerializer.Serialize(text)));

    private static Action Compare(string text, JsonObject answer) => () =>
    {
        Assert.True(answer.TryGetPropertyValue("json", out var expected), $"{JsonSerializer.Serialize(text)}: the oracle refuses: {answer}");
        var own = OurReading(text);
        Assert.True(own is not null, $"{JsonSerializer.Serialize(text)}: refused");
        Assert.True(JsonNode.DeepEquals(expected, own.Value), $"{JsonSerializer.Serialize(text)}: expected {expected?.ToJsonString()}, read {own.Value?.ToJsonString()}");
    };

    private static JsonObject[] Ask(string[] texts)
    {
        var start = new ProcessStartInfo(SharedTools.Require("oracles"), ["yaml"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var oracle = Process.Start(start)!;
        var answers = oracle.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var text in texts)
        {
            oracle.StandardInput.WriteLine(new JsonObject { ["yaml"] = text }.ToJsonString());
        }

        oracle.StandardInput.Close();
        return [.. answers.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    /// <summary>Null when the text is refused, by the parser or by whoever reads its fields.</summary>
    private static Reading? OurReading(string text)
    {
        try
        {
            YamlDocumentText[] documents = [.. YamlText.Documents(text)];
            if (documents.Any(document => document.Problems.Count > 0))
            {
                return null;
            }

            var root = YamlNodeReader.Read(Assert.Single(documents).Text, 1);
            return IsRefused(root) ? null : new Reading(Json(root));
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    private static bool IsRefused(DocumentNode value) => value switch
    {
        MappingNode mapping => mapping.Entries.Any(entry => entry.KeyProblem is not null || IsRefused(entry.Value))
            || mapping.Entries.DistinctBy(entry => entry.Key).Count() < mapping.Entries.Count,
        SequenceNode sequence => sequence.Items.Any(IsRefused),
        ScalarNode { Type: ScalarType.Tagged } => true,
        ScalarNode { Type: ScalarType.Integer } scalar => PlainScalar.Ambiguity(scalar.Text) is not null,
        ScalarNode { Type: ScalarType.Number } scalar => PlainScalar.TryNumber(scalar.Text, out var number) && !double.IsFinite(number),
        _ => false,
    };

    private static JsonNode? Json(DocumentNode value) => value switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Json(entry.Value)))),
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(Json)]),
        ScalarNode { Type: ScalarType.Null } => null,
        ScalarNode { Type: ScalarType.Boolean } scalar => PlainScalar.IsTrue(scalar.Text),
        ScalarNode { Type: ScalarType.Integer } scalar when PlainScalar.TryInteger(scalar.Text, out var whole) => JsonNode.Parse(whole.ToString()),
        ScalarNode { Type: ScalarType.Number } scalar when PlainScalar.TryNumber(scalar.Text, out var number) => JsonNode.Parse(JsonSerializer.Serialize(number)),
        ScalarNode scalar => scalar.Text,
        _ => throw new InvalidOperationException(value.Description),
    };

    private sealed record Reading(JsonNode? Value);
}
