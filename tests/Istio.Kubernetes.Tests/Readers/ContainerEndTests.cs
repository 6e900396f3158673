using System.Text;
using System.Text.Json;
using CsCheck;
using Istio.Kubernetes.Readers;

namespace Istio.Kubernetes.Tests.Readers;

public sealed class ContainerEndTests
{
    [Theory]
    [InlineData("}", 0)]
    [InlineData("]", 0)]
    [InlineData("\"}\":1},", 5)]
    [InlineData("\"\\\"}\":{}}", 8)]
    [InlineData("\"\\\\\":{}}", 7)]
    [InlineData("", -1)]
    [InlineData("{}", -1)]
    [InlineData("\"}", -1)]
    public void The_end_is_the_bracket_that_closes_the_first(string json, int end)
    {
        Assert.Equal(end, ContainerEnd.Find(Encoding.UTF8.GetBytes(json)));

        // The same at every place of a block.
        for (var before = 1; before < 70; before++)
        {
            var moved = Encoding.UTF8.GetBytes(new string(' ', before) + json);
            Assert.Equal(end < 0 ? -1 : end + before, ContainerEnd.Find(moved));
        }
    }

    [Fact]
    public void Every_container_ends_where_a_reader_of_json_ends_it() =>
        Gen.Int.Sample(
            seed =>
            {
                foreach (var (_, shape) in Shapes.All)
                {
                    AssertEnds(JsonScript.Write(shape, new Random(seed), mistakes: 0));
                }
            },
            iter: 300);

    private static void AssertEnds(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                var inner = reader;
                inner.Skip();
                Assert.Equal(inner.TokenStartIndex - reader.BytesConsumed, ContainerEnd.Find(json.AsSpan((int)reader.BytesConsumed)));
            }
        }
    }
}
