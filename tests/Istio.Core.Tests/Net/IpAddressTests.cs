using Istio.Core.Net;

namespace Istio.Core.Tests.Net;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void Text_becomes_the_canonical_address(string text, string canonical)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("host")]
    public void Anything_else_is_refused(string text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void Bytes_round_trip()
    {
        Span<byte> bytes = stackalloc byte[16];
        foreach (var text in new[] { "1.2.3.4", "2001:db8::42" })
        {
            var address = IpAddress.Parse(text);
            Assert.True(IpAddress.TryRead(bytes[..address.Write(bytes)], out var back));
            Assert.Equal(address, back);
        }

        Assert.False(IpAddress.TryRead(bytes[..5], out _));
    }

    [Theory]
    [InlineData("10.0.0.1:80")]
    [InlineData("[2001:db8::1]:15008")]
    public void An_end_of_a_connection_round_trips(string text) => Assert.Equal(text, IpPort.Parse(text).ToString());

    [Theory]
    [InlineData("2001:db8::1:80")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:99999")]
    [InlineData("reviews:80")]
    public void An_end_needs_an_address_and_a_port(string text) => Assert.False(IpPort.TryParse(text, out _));

    [Theory]
    [InlineData("10.1.2.3/8", "10.200.0.1", true)]
    [InlineData("10.1.2.3/8", "11.0.0.1", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    public void A_range_contains_what_its_prefix_covers(string range, string address, bool expected)
    {
        Assert.True(CidrBlock.TryParse(range, out var block));
        Assert.Equal(expected, block.Contains(IpAddress.Parse(address)));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("x/8")]
    public void A_range_with_a_wrong_prefix_is_refused(string text) => Assert.False(CidrBlock.TryParse(text, out _));
}
