using System.Text;
using Istio.Core.Yaml;
using Istio.Model.Decoding.Nodes;

namespace Istio.Model.Tests.Decoding;

public sealed class JsonNodeReaderTests
{
    [Theory]
    [InlineData("\"yes\"", ScalarType.String, "yes")]
    [InlineData("\"5\"", ScalarType.String, "5")]
    [InlineData("\"\"", ScalarType.String, "")]
    [InlineData("\"a\\u00e9\\n\"", ScalarType.String, "a\u00e9\n")]
    [InlineData("5", ScalarType.Integer, "5")]
    [InlineData("-7", ScalarType.Integer, "-7")]
    [InlineData("18446744073709551615", ScalarType.Integer, "18446744073709551615")]
    [InlineData("99999999999999999999", ScalarType.Number, "99999999999999999999")]
    [InlineData("1.0", ScalarType.Number, "1.0")]
    [InlineData("1e3", ScalarType.Number, "1e3")]
    [InlineData("true", ScalarType.Boolean, "true")]
    [InlineData("false", ScalarType.Boolean, "false")]
    [InlineData("null", ScalarType.Null, "null")]
    public void A_scalar_has_the_type_that_json_gives_it(string json, object type, string text)
    {
        var scalar = Assert.IsType<ScalarNode>(Read(json));

        Assert.Equal((type, text), (scalar.Type, scalar.Text));
    }

    [Fact]
    public void Every_entry_is_kept_with_its_byte_and_without_a_problem()
    {
        var root = Assert.IsType<MappingNode>(Read("""{"\u0061":1, "5":[true, {}], "a":{"é":2,"b":3}}"""));

        Assert.Equal([("a", 2), ("5", 14), ("a", 30)], root.Entries.Select(entry => (entry.Key, entry.KeyMark.Column)));
        Assert.All(root.Entries, entry => Assert.Null(entry.KeyProblem));
        Assert.Equal([19, 25], Assert.IsType<SequenceNode>(root.Entries[1].Value).Items.Select(item => item.Mark.Column));
        Assert.Equal([35, 42], Assert.IsType<MappingNode>(root.Entries[2].Value).Entries.Select(entry => entry.KeyMark.Column));
    }

    [Fact]
    public void Managed_fields_are_left_out_of_the_metadata_and_nowhere_else()
    {
        var root = Assert.IsType<MappingNode>(Read("""{"metadata":{"managedFields":[{"a":{}}],"name":"x"},"spec":{"managedFields":1,"metadata":{"managedFields":2}}}"""));

        Assert.Equal(["name"], Names(root.Entries[0].Value));
        Assert.Equal(["managedFields", "metadata"], Names(root.Entries[1].Value));
        Assert.Equal(["managedFields"], Names(Assert.IsType<MappingNode>(root.Entries[1].Value).Entries[1].Value));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 2)]
    [InlineData("{\"a\":1,}", 8)]
    [InlineData("{\"a\":01}", 6)]
    [InlineData("{} {}", 4)]
    [InlineData("{'a':1}", 2)]
    [InlineData("{\"a\": \"\\ud800\"}", 15)]
    [InlineData("// no\n{}", 1)]
    public void What_is_no_json_says_where(string json, int column)
    {
        var error = Assert.Throws<SyntaxException>(() => Read(json));

        Assert.Equal(new Mark(1, column), error.Mark);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_no_json() =>
        Assert.Throws<SyntaxException>(() => JsonNodeReader.Read([(byte)'{', (byte)'"', 0xff, (byte)'"', (byte)':', (byte)'1', (byte)'}']));

    [Fact]
    public void Depth_has_the_bound_of_yaml()
    {
        Read(new string('[', 101) + new string(']', 101));
        var error = Assert.Throws<SyntaxException>(() => Read(new string('[', 102) + new string(']', 102)));
        Assert.Contains("more than 100 levels", error.Message, StringComparison.Ordinal);
        Assert.Throws<SyntaxException>(() => Read(new string('[', 1_000_000)));
    }

    private static IEnumerable<string> Names(DocumentNode node) => Assert.IsType<MappingNode>(node).Entries.Select(entry => entry.Key);

    private static DocumentNode Read(string json) => JsonNodeReader.Read(Encoding.UTF8.GetBytes(json));
}
