using System.Net;
using System.Net.Sockets;
using Istioctl.Playground;
using Istioctl.Playground.Preflight;

namespace Istioctl.Tests.Playground.Preflight;

public sealed class ListeningSocketsTests
{
    [Fact]
    public void A_listener_of_this_process_is_found_with_its_owner()
    {
        using var listener = new TcpListener(IPAddress.Parse("127.0.0.9"), 0);
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;
        var found = Assert.Single(ListeningSockets.Read(), socket => socket.Address.Equals(address));
        Assert.Contains($"(process {Environment.ProcessId})", SocketOwner.Find(found.Inode), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_sockets_that_listen_count()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0",
            "   1: 0100007F:1F91 0200007F:0050 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0",
        ];
        var only = Assert.Single(ListeningSockets.Parse(table));
        Assert.Equal(new ListeningSocket(IPEndPoint.Parse("127.0.0.1:8080"), 4711), only);
    }

    [Theory]
    [InlineData("127.77.1.1:15021", true)]
    [InlineData("0.0.0.0:15021", true)]
    [InlineData("[::]:15021", true)]
    [InlineData("127.77.2.1:15021", false)]
    [InlineData("127.77.1.1:15020", false)]
    public void An_address_is_occupied_by_itself_and_by_the_wildcard(string listening, bool occupied) =>
        Assert.Equal(occupied, new ListeningSocket(IPEndPoint.Parse(listening), 1).Occupies(IPEndPoint.Parse("127.77.1.1:15021")));

    [Fact]
    public void A_taken_address_is_refused_with_the_process_and_a_way_out()
    {
        using var listener = new TcpListener(IPAddress.Parse("127.0.0.9"), 0);
        listener.Start();
        var address = (IPEndPoint)listener.LocalEndpoint;
        var refusal = Assert.Throws<CannotStart>(() => AddressCheck.Require([address], LoopbackNetwork.Default));
        Assert.StartsWith($"{address} is in use by ", refusal.Reason, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refusal.Reason, StringComparison.Ordinal);
        Assert.EndsWith("--network 127.78.", refusal.Remedy, StringComparison.Ordinal);
    }
}
