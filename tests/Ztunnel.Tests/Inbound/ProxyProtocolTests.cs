using Istio.Core.Net;
using Ztunnel.Proxy.Headers;

namespace Ztunnel.Tests.Inbound;

public sealed class ProxyProtocolTests
{
    private const string Start = "0D0A0D0A000D0A515549540A" + "21";

    [Theory]
    [InlineData("10.0.0.1:256", "10.0.0.2:80", null, Start + "11" + "000C" + "0A000001" + "0A000002" + "0100" + "0050")]
    [InlineData("10.0.0.1:256", "10.0.0.2:80", "spiffe", Start + "11" + "0015" + "0A000001" + "0A000002" + "0100" + "0050" + "D0" + "0006" + "737069666665")]
    [InlineData("[fd00::1]:1", "[fd00::2]:2", null, Start + "21" + "0024" + "FD000000000000000000000000000001" + "FD000000000000000000000000000002" + "0001" + "0002")]
    [InlineData("10.0.0.1:1", "[fd00::2]:2", null, Start + "21" + "0024" + "00000000000000000000FFFF0A000001" + "FD000000000000000000000000000002" + "0001" + "0002")]
    public void A_header_is_laid_out_as_the_protocol_says(string source, string destination, string? identity, string expected)
    {
        Assert.Equal(expected, Convert.ToHexString(ProxyProtocol.Write(IpPort.Parse(source), IpPort.Parse(destination), identity)));
    }
}
