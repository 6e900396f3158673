using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Tests.Files;

public sealed class ConfigurationFilesTests
{
    private readonly ConfigurationFiles _files = new(DecodeOptions.Files);

    [Fact]
    public void Only_objects_that_are_different_now_are_told()
    {
        Assert.Equal(["Namespace a", "Namespace b"], Keys(_files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b")))));

        Assert.Equal(["Namespace b"], Keys(_files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b", "{team: x}")))));
        Assert.Empty(_files.Apply(File("mesh.yaml", Namespace("b", "{team: x}"), Namespace("a"))));
        Assert.Equal([new ObjectChange(Key("a"), null)], _files.Apply(File("mesh.yaml", Namespace("b", "{team: x}"))));
    }

    [Fact]
    public void A_broken_document_keeps_the_last_good_version_of_the_object_it_names()
    {
        _files.Apply(File("mesh.yaml", Namespace("a", "{team: x}"), Namespace("b")));

        Assert.Empty(_files.Apply(File("mesh.yaml", Namespace("a", "{team: 1}"), Namespace("b"))));

        Assert.True(_files.Objects[Key("a")].IsLastGood);
        Assert.Equal("x", _files.Objects[Key("a")].Object.Metadata.Label("team"));
        Assert.False(_files.Objects[Key("b")].IsLastGood);
        Assert.Equal(FindingCode.WrongType, Assert.Single(_files.Findings).Code);
    }

    [Fact]
    public void A_broken_document_holds_nothing_back_but_its_own_object()
    {
        _files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b")));

        Assert.Equal([new ObjectChange(Key("b"), null)], _files.Apply(File("mesh.yaml", Namespace("a", "{team: 1}"))));
    }

    [Fact]
    public void A_document_that_names_no_object_keeps_what_its_file_described_before()
    {
        _files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b")), File("other.yaml", Namespace("c")));

        Assert.Empty(_files.Apply(File("mesh.yaml", "apiVersion: v1\nkind: [Namespace\n", Namespace("b"))));

        Assert.True(_files.Objects[Key("a")].IsLastGood);
        Assert.Equal([new ObjectChange(Key("a"), null)], _files.Apply(File("mesh.yaml", Namespace("b"))));
    }

    [Fact]
    public void An_object_whose_document_moved_is_where_it_is_now()
    {
        _files.Apply(File("mesh.yaml", Namespace("a"), Namespace("c")));
        var before = _files.Objects[Key("c")];

        Assert.Equal(["Namespace b"], Keys(_files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b"), Namespace("c")))));

        Assert.True(_files.Objects[Key("c")].Location!.Line > before.Location!.Line);
        Assert.Same(before.Object, _files.Objects[Key("c")].Object);
    }

    [Fact]
    public void A_repaired_document_takes_over_again()
    {
        _files.Apply(File("mesh.yaml", Namespace("a")));
        _files.Apply(File("mesh.yaml", Namespace("a", "{team: 1}")));

        var change = Assert.Single(_files.Apply(File("mesh.yaml", Namespace("a", "{team: \"1\"}"))));

        Assert.Equal("1", change.Object!.Metadata.Label("team"));
        Assert.False(_files.Objects[Key("a")].IsLastGood);
        Assert.Empty(_files.Findings);
    }

    [Fact]
    public void A_deleted_file_takes_its_objects_with_it_broken_or_not()
    {
        _files.Apply(File("mesh.yaml", Namespace("a")));
        _files.Apply(new FileChange("mesh.yaml", "kind: ["));

        Assert.Equal([new ObjectChange(Key("a"), null)], _files.Apply(new FileChange("mesh.yaml", null)));
        Assert.Empty(_files.Objects);
    }

    [Fact]
    public void The_first_of_two_documents_for_one_object_is_in_force_and_the_other_is_told()
    {
        _files.Apply(File("b.yaml", Namespace("a", "{from: b}")));
        _files.Apply(File("a.yaml", Namespace("a", "{from: a}")));

        Assert.Equal("a", _files.Objects[Key("a")].Object.Metadata.Label("from"));
        Assert.Equal("b.yaml:1:1: error: document 1, Namespace a: described before, in a.yaml:1:1, which is in force", Assert.Single(_files.Findings).ToString());

        var change = Assert.Single(_files.Apply(new FileChange("a.yaml", null)));

        Assert.Equal("b", change.Object!.Metadata.Label("from"));
        Assert.Empty(_files.Findings);
    }

    [Fact]
    public void An_object_that_moves_to_another_file_never_disappears()
    {
        _files.Apply(File("a.yaml", Namespace("a")));

        Assert.Empty(_files.Apply(new FileChange("a.yaml", null), File("b.yaml", Namespace("a"))));
        Assert.Equal("b.yaml", _files.Objects[Key("a")].Location!.File);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {name: \"\"}")]
    [InlineData("apiVersion: v1\nkind: \"\"\nmetadata: {name: a}")]
    [InlineData("apiVersion: \"\"\nkind: Namespace\nmetadata: {name: a}")]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {}")]
    [InlineData("apiVersion: v1\nkind: Namespace")]
    [InlineData("apiVersion: v1\nkind: Namespac\nmetadata: {name: a}")]
    [InlineData("apiVersion: security.istio.io/v1\nkind: Namespace\nmetadata: {name: a}")]
    [InlineData("apiVersion: v1\nkind: List")]
    [InlineData("\0\0\0\0")]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {name: a\0}")]
    public void A_document_that_names_nothing_is_a_finding_and_takes_nothing_away(string text)
    {
        _files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b")));

        Assert.Empty(_files.Apply(new FileChange("mesh.yaml", text)));

        Assert.Contains(_files.Findings, finding => finding.Severity == Severity.Error);
        Assert.True(_files.Objects[Key("a")].IsLastGood);
        Assert.True(_files.Objects[Key("b")].IsLastGood);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n# all of it is gone\n---\n")]
    [InlineData("apiVersion: v1\nkind: List\nitems: []\n")]
    [InlineData("---\nnull\n")]
    public void A_file_that_turns_empty_keeps_its_objects_until_it_has_documents_again_or_is_removed(string empty)
    {
        _files.Apply(File("mesh.yaml", Namespace("a"), Namespace("b")));

        Assert.Empty(_files.Apply(new FileChange("mesh.yaml", empty)));
        Assert.Empty(_files.Apply(new FileChange("mesh.yaml", empty)));
        Assert.Equal((FindingCode.EmptiedFile, "mesh.yaml"), (Assert.Single(_files.Findings).Code, _files.Findings.First().Location!.File));

        Assert.Equal([new ObjectChange(Key("a"), null)], _files.Apply(File("mesh.yaml", Namespace("b"))));
        Assert.Empty(_files.Findings);
        _files.Apply(new FileChange("mesh.yaml", empty));
        Assert.Equal([new ObjectChange(Key("b"), null)], _files.Apply(new FileChange("mesh.yaml", null)));
    }

    [Fact]
    public void A_file_that_was_always_empty_is_no_finding()
    {
        Assert.Empty(_files.Apply(new FileChange("mesh.yaml", "# nothing yet\n")));
        Assert.Empty(_files.Findings);
    }

    [Fact]
    public void A_file_that_cannot_be_read_keeps_its_objects_and_says_why()
    {
        _files.Apply(File("mesh.yaml", Namespace("a")));

        Assert.Empty(_files.Apply(new FileChange("mesh.yaml", null, "is a named pipe")));

        Assert.True(_files.Objects[Key("a")].IsLastGood);
        Assert.Equal("mesh.yaml:1:1: error: is a named pipe", Assert.Single(_files.Findings).ToString());
        Assert.Empty(_files.Apply(File("mesh.yaml", Namespace("a"))));
        Assert.Empty(_files.Findings);
    }

    [Fact]
    public void A_directive_is_refused_and_the_documents_of_its_file_can_still_be_removed()
    {
        _files.Apply(File("mesh.yaml", "%YAML 1.1\n---\n" + Namespace("a"), Namespace("b")));
        Assert.Empty(_files.Findings);

        Assert.Equal([new ObjectChange(Key("b"), null)], _files.Apply(new FileChange("mesh.yaml", "%YAML 1.2\n---\n" + Namespace("a"))));
        Assert.True(_files.Objects[Key("a")].IsLastGood);
        Assert.Contains("%YAML 1.2", Assert.Single(_files.Findings).Message, StringComparison.Ordinal);
    }

    private static FileChange File(string name, params string[] documents) => new(name, string.Join("\n---\n", documents));

    private static string Namespace(string name, string labels = "{}") => $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {labels}}}";

    private static ObjectKey Key(string name) => new(Model.Kinds.Core.Namespaces.Namespace.Kind, ObjectName.Of("", name));

    private static IEnumerable<string> Keys(ValueList<ObjectChange> changes) => changes.Select(change => change.Key.ToString());
}
