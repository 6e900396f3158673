using System.Text;
using Istio.Http.Http2;
using Istio.Http.Http2.Hpack;

namespace Istio.Http.Tests.Http2.Hpack;

/// <summary>The examples of RFC 7541 Appendix C.</summary>
public sealed class Rfc7541Tests
{
    [Theory]
    [InlineData(5, 10, "0a")]
    [InlineData(5, 1337, "1f9a0a")]
    [InlineData(8, 42, "2a")]
    public void Integers_of_C1_are_read_and_written(int prefixBits, int value, string hex)
    {
        ReadOnlySpan<byte> input = Convert.FromHexString(hex);
        Assert.True(HpackInteger.TryRead(ref input, prefixBits, out var read));
        Assert.Equal(value, read);
        Assert.True(input.IsEmpty);

        var written = new byte[6];
        var length = HpackInteger.Write(written, 0, prefixBits, value);
        Assert.Equal(hex, Convert.ToHexStringLower(written.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header")]
    [InlineData("040c2f73616d706c652f70617468", ":path: /sample/path")]
    [InlineData("100870617373776f726406736563726574", "password: secret")]
    [InlineData("82", ":method: GET")]
    public void Field_representations_of_C2_are_decoded(string block, string expected) => Assert.Equal([expected], Decode(new HpackDecoder(4096), block));

    [Fact]
    public void Requests_without_huffman_coding_of_C3_are_decoded() => AssertRequests(
        "828684410f7777772e6578616d706c652e636f6d",
        "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565");

    [Fact]
    public void Requests_with_huffman_coding_of_C4_are_decoded() => AssertRequests(
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828684be5886a8eb10649cbf",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf");

    [Fact]
    public void Responses_without_huffman_coding_of_C5_are_decoded_with_evictions() => AssertResponses(
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31");

    [Fact]
    public void Responses_with_huffman_coding_of_C6_are_decoded_with_evictions() => AssertResponses(
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007");

    private static void AssertRequests(string first, string second, string third)
    {
        var decoder = new HpackDecoder(4096);
        Assert.Equal([":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"], Decode(decoder, first));
        Assert.Equal([":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"], Decode(decoder, second));
        Assert.Equal(
            [":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value"],
            Decode(decoder, third));
    }

    private static void AssertResponses(string first, string second, string third)
    {
        const string Date = "date: Mon, 21 Oct 2013 20:13:21 GMT";
        const string Location = "location: https://www.example.com";
        var decoder = new HpackDecoder(256);
        Assert.Equal([":status: 302", "cache-control: private", Date, Location], Decode(decoder, first));
        Assert.Equal([":status: 307", "cache-control: private", Date, Location], Decode(decoder, second));
        Assert.Equal(
            [
                ":status: 200", "cache-control: private", "date: Mon, 21 Oct 2013 20:13:22 GMT", Location, "content-encoding: gzip",
                "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
            ],
            Decode(decoder, third));
    }

    private static List<string> Decode(HpackDecoder decoder, string hex)
    {
        var fields = new HeaderList(16 * 1024);
        Assert.Equal(HpackStatus.Decoded, decoder.Decode(Convert.FromHexString(hex), fields));
        return [.. Enumerable.Range(0, fields.Count).Select(i => $"{Encoding.ASCII.GetString(fields.Name(i))}: {Encoding.ASCII.GetString(fields.Value(i))}")];
    }
}
