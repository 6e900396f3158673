using Istioctl.Playground;

namespace Istioctl.Tests.Playground;

public sealed class LoopbackNetworkTests
{
    [Theory]
    [InlineData("127.1", true)]
    [InlineData("127.254", true)]
    [InlineData("127.0", false)]
    [InlineData("127.255", false)]
    [InlineData("127.256", false)]
    [InlineData("127.1.2", false)]
    [InlineData("10.1", false)]
    [InlineData("127.", false)]
    [InlineData(null, false)]
    public void Only_networks_between_the_machine_and_the_broadcast_end_are_taken(string? text, bool taken) =>
        Assert.Equal(taken, LoopbackNetwork.TryParse(text, out _));

    [Fact]
    public void The_addresses_of_a_sample_file_are_moved() =>
        Assert.Equal("podIP: 127.90.1.1 # 10.77.1.1", new LoopbackNetwork(90).Rewrite("podIP: 127.77.1.1 # 10.77.1.1"));

    [Fact]
    public void The_suggested_other_network_is_always_a_valid_one()
    {
        var network = LoopbackNetwork.Default;
        for (var step = 0; step < 300; step++)
        {
            network = network.Next;
            Assert.True(LoopbackNetwork.TryParse(network.ToString(), out _), network.ToString());
        }
    }
}
