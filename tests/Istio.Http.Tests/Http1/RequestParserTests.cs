using System.Text;
using CsCheck;
using Istio.Http.Http1;

namespace Istio.Http.Tests.Http1;

public sealed class RequestParserTests
{
    [Fact]
    public void A_request_head_is_read()
    {
        var head = Parse("POST /logging?level=a%20b&reset HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX:  padded\t\r\n\r\nabc").Head!;
        Assert.Equal(("POST", "/logging", "level=a%20b&reset"), (head.Request.Method, head.Request.Path, head.Request.Query));
        Assert.Equal("a b", head.Request.Parameter("level"));
        Assert.Equal("", head.Request.Parameter("reset"));
        Assert.Null(head.Request.Parameter("absent"));
        Assert.Equal("padded", head.Request.Fields.Get("x"));
        Assert.Equal(3, head.ContentLength);
        Assert.True(head.KeepAlive);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "/", false)]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "/", false)]
    [InlineData("GET http://host:1/a?b HTTP/1.1\r\nHost: x\r\n\r\n", "/a", true)]
    [InlineData("GET http://host HTTP/1.1\r\nHost: x\r\n\r\n", "/", true)]
    public void Other_valid_forms_are_read(string text, string path, bool keepAlive)
    {
        var head = Parse(text).Head!;
        Assert.Equal((path, keepAlive), (head.Request.Path, head.KeepAlive));
    }

    /// <summary>Each of these is understood in two ways by some pair of servers, or is plainly wrong.</summary>
    [Theory]
    [InlineData(400, "GET / HTTP/1.1\nHost: x\r\n\r\n", "a line that ends in LF")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n", "a CR by itself")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "a space before the colon")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", "a folded line")]
    [InlineData(400, "GET / HTTP/1.1\r\n Host: x\r\n\r\n", "a first field that is folded")]
    [InlineData(400, "GET / HTTP/1.1\r\n\r\n", "no Host")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "two Host fields")]
    [InlineData(400, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "two spaces in the request line")]
    [InlineData(400, "GET /\r\nHost: x\r\n\r\n", "no version")]
    [InlineData(400, "GET / http/1.1\r\nHost: x\r\n\r\n", "a version in lower case")]
    [InlineData(400, "GET x HTTP/1.1\r\nHost: x\r\n\r\n", "a target that is no path")]
    [InlineData(400, "GET /a\u0001 HTTP/1.1\r\nHost: x\r\n\r\n", "a control character in the target")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: x\r\nA: \u0000\r\n\r\n", "NUL in a value")]
    [InlineData(400, "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", "a field without a colon")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", "two lengths")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\na", "a list of lengths")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na", "a length with a sign")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\na", "a hexadecimal length")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\na", "a negative length")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\na", "a length beyond 64 bits")]
    [InlineData(400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na", "length and transfer coding")]
    [InlineData(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "a transfer coding in HTTP/1.0")]
    [InlineData(405, "PUT / HTTP/1.1\r\nHost: x\r\n\r\n", "a method that is not served")]
    [InlineData(411, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "a transfer coding")]
    [InlineData(413, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n", "too long a content")]
    [InlineData(417, "POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n", "an unknown expectation")]
    [InlineData(505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n", "another version")]
    public void What_is_ambiguous_or_not_served_is_refused(int status, string text, string why)
    {
        var (head, refusal) = Parse(text);
        Assert.Null(head);
        Assert.True(refusal?.Status == status, $"{why}: {refusal}");
    }

    [Fact]
    public void Every_prefix_of_a_valid_head_asks_for_more()
    {
        var text = "GET /a HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n";
        for (var length = 0; length < text.Length; length++)
        {
            Assert.False(RequestParser.TryParse(Encoding.Latin1.GetBytes(text[..length]), 1000, out _, out _), $"after {length} octets");
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_without_an_exception()
    {
        string[] vocabulary = ["GET ", "/", " HTTP/1.1", "\r\n", "\r", "\n", "Host: x", ":", "Content-Length: 1", "Transfer-Encoding: chunked", " ", "\u00ff", "\0"];
        var pieces = Gen.Int[0, vocabulary.Length - 1].Select(index => vocabulary[index]);
        pieces.Array[0, 20].Sample(parts =>
        {
            if (RequestParser.TryParse(Encoding.Latin1.GetBytes(string.Concat(parts)), 1000, out var head, out var refusal))
            {
                Assert.True(head is null != refusal is null);
            }
        });
    }

    private static (RequestHead? Head, Refusal? Refusal) Parse(string text)
    {
        Assert.True(RequestParser.TryParse(Encoding.Latin1.GetBytes(text), 1000, out var head, out var refusal));
        return (head, refusal);
    }
}
