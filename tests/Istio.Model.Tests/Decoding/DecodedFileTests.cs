using Istio.Model.Decoding;

namespace Istio.Model.Tests.Decoding;

public sealed class DecodedFileTests
{
    private const string A = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";
    private const string B = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n";
    private const string OtherB = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b, labels: {team: x}}\n";
    private const string C = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: c}\n";
    private const string Doubled = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: d, name: d}\n";

    private static readonly string[] Documents =
    [
        A, B, OtherB, C, Doubled,
        "--- # nothing\n",
        "---\n\n\napiVersion: v1\nkind: Namespace\nmetadata: {name: e, unknown: 1}\n",
        "---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: f}}\n- {apiVersion: v1, kind: Namespace, metadata: {name: g}}\n",
        "---\napiVersion: v1\nkind: [Namespace\n",
        "...\n",
        "%YAML 1.2\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: h}\n",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: i}\n",
        "# a comment\n",
    ];

    [Fact]
    public void Only_the_document_that_changed_is_decoded()
    {
        var before = Decode(A + B + C);

        var after = Decode(A + OtherB + C, before);

        Assert.Same(before.Documents[0], after.Documents[0]);
        Assert.Equal("x", after.Documents[1].Object!.Metadata.Label("team"));
        Assert.Same(before.Documents[2], after.Documents[2]);
    }

    [Fact]
    public void A_document_that_moved_says_where_it_is_now_and_keeps_its_object()
    {
        var before = Decode(A + C);

        var after = Decode(A + B + C, before);

        Assert.Equal("file.yaml:10:1", after.Documents[2].Location.ToString());
        Assert.Equal(3, after.Documents[2].Location.Document);
        Assert.Same(before.Documents[1].Object, after.Documents[2].Object);
    }

    [Fact]
    public void A_finding_that_names_another_line_is_found_anew_when_its_document_moves()
    {
        var before = Decode(A + Doubled);
        Assert.Contains("first on line 8", Assert.Single(before.Documents[1].Findings).Message, StringComparison.Ordinal);

        var after = Decode(A + B + Doubled, before);

        Assert.Contains("first on line 12", Assert.Single(after.Documents[2].Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_changes_the_result_is_that_of_a_fresh_look()
    {
        var random = new Random(7);
        List<string> texts = [A, B, C];
        var before = Decode(string.Concat(texts));
        for (var round = 0; round < 2000; round++)
        {
            Change(texts, random);
            var text = string.Concat(texts);

            before = Decode(text, before);

            Assert.Equal(Decode(text).Documents.Select(Comparable), before.Documents.Select(Comparable));
        }
    }

    private static void Change(List<string> texts, Random random)
    {
        var at = random.Next(texts.Count + 1);
        if (at < texts.Count && random.Next(2) == 0)
        {
            texts.RemoveAt(at);
        }

        if (texts.Count < 12)
        {
            texts.Insert(Math.Min(at, texts.Count), Documents[random.Next(Documents.Length)]);
        }
    }

    private static DecodedDocument Comparable(DecodedDocument document) => document with { Written = null };

    private static DecodedFile Decode(string text, DecodedFile? before = null) => DecodedFile.Decode("file.yaml", text, DecodeOptions.Files, before);
}
