using System.Net;
using Istio.Core.Names;
using Istio.Core.Net;
using Ztunnel.Settings;

namespace Ztunnel.Tests.Proxy;

/// <summary>What the kernel was told about the connections that a proxy dials.</summary>
public sealed class SocketOptionTests
{
    private const int KeepAliveIdle = 4; // TCP_KEEPIDLE, s
    private const int UserTimeout = 18; // TCP_USER_TIMEOUT, ms

    private static readonly KeepAliveSettings Settings = new() { Time = TimeSpan.FromSeconds(7), Interval = TimeSpan.FromSeconds(3), Retries = 4 };

    [Theory]
    [InlineData(true, true, 19_000)] // 7 s + 4 x 3 s
    [InlineData(true, false, 19_000)] // keepalive is another switch
    [InlineData(false, true, 0)]
    public async Task Unacknowledged_data_is_limited_on_everything_that_is_dialled_when_asked_for(bool userTimeout, bool keepAlive, int milliseconds)
    {
        await using var mesh = await LoopbackMesh.StartAsync(
            change: settings => settings with { KeepAlive = Settings with { UserTimeout = userTimeout, Enabled = keepAlive } });
        using var tunnelled = await mesh.ConnectAsync("server", 80);
        await tunnelled.PingAsync();
        using var plain = await mesh.ConnectAsync("plain", 80);
        await plain.PingAsync();

        foreach (var remote in new[] { End(mesh.Server, Ports.Hbone), End(mesh.Server, mesh.Application.Port), End(mesh.Plain, mesh.PlainApplication.Port) })
        {
            Assert.Equal(milliseconds, OpenSocket.TcpOption(remote, UserTimeout));
            Assert.Equal(keepAlive, OpenSocket.TcpOption(remote, KeepAliveIdle) == 7);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("false", null)]
    [InlineData("true", 1800d)] // 180 s + 9 x 180 s
    public void The_variable_is_off_unless_set(string? value, double? seconds)
    {
        var environment = new Dictionary<string, string> { ["PROXY_MODE"] = "standalone", ["NODE_NAME"] = "n", ["XDS_ADDRESS"] = "", ["FAKE_CA"] = "true" };
        if (value is not null)
        {
            environment["USER_TIMEOUT_ENABLED"] = value;
        }

        var settings = new SettingsReader(environment, _ => null).Read();

        Assert.Equal(seconds, settings.KeepAlive.UnacknowledgedLimit?.TotalSeconds);
    }

    [Fact]
    public void Settings_beyond_what_the_kernel_takes_are_cut()
    {
        var settings = new KeepAliveSettings { Time = TimeSpan.MaxValue, Interval = TimeSpan.MaxValue, Retries = 127, UserTimeout = true };

        Assert.Equal(int.MaxValue, settings.UnacknowledgedLimit!.Value.TotalMilliseconds);
    }

    private static IPEndPoint End(IpAddress address, int port) => new(address.ToIPAddress(), port);
}
