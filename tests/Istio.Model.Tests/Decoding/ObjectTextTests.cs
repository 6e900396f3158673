using Istio.Model.Decoding;

namespace Istio.Model.Tests.Decoding;

public sealed class ObjectTextTests
{
    [Fact]
    public void Each_document_becomes_an_object_of_whatever_kind()
    {
        var objects = ObjectText.Read("""
            # a comment
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "a: 1\n"}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 2
              paused: false
              selector:
            """);
        Assert.Equal(["ConfigMap istio-system/istio", "Deployment web"], objects.Select(written => written.ToString()));
        Assert.Equal(("", "v1", "apps", "v1"), (objects[0].Group, objects[0].Version, objects[1].Group, objects[1].Version));
        Assert.Equal("a: 1\n", (string?)objects[0].Content["data"]!["mesh"]);
        Assert.Equal("""{"replicas":2,"paused":false}""", objects[1].Content["spec"]!.ToJsonString());
    }

    [Fact]
    public void A_quoted_boolean_stays_a_text()
    {
        var only = Assert.Single(ObjectText.Read("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: {conditions: [{type: Ready, status: \"True\"}]}\n"));
        Assert.Equal("True", (string?)only.Content["status"]!["conditions"]![0]!["status"]);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: [\n", "line ")]
    [InlineData("- a\n", "line 1: a mapping is expected")]
    [InlineData("# first\n---\napiVersion: v1\nkind: Pod\nmetadata: {namespace: a}\n", "from line 2 on has no text in the field name")]
    [InlineData("kind: Pod\nmetadata: {name: a}\n", "has no text in the field apiVersion")]
    [InlineData("apiVersion: v1\nkind: 7\nmetadata: {name: a}\n", "has no text in the field kind")]
    [InlineData("apiVersion: v1\nkind: Pod\nkind: Pod\nmetadata: {name: a}\n", "has a field twice")]
    public void What_is_no_object_is_named_with_its_line(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => ObjectText.Read(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public void Comments_alone_are_no_object() => Assert.Empty(ObjectText.Read("# nothing\n---\n# here\n"));
}
