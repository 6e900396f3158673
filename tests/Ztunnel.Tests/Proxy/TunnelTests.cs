namespace Ztunnel.Tests.Proxy;

public sealed class TunnelTests
{
    [Fact]
    public async Task A_service_name_leads_through_mutual_tls_to_its_endpoint()
    {
        await using var mesh = await LoopbackMesh.StartAsync();

        using var client = await mesh.ConnectAsync("server", 80);

        Assert.Equal(0, client.Reply);
        var payload = Random.Shared.GetItems("abcdefgh"u8.ToArray(), 1_000_000);
        Assert.Equal(payload, await client.ExchangeAsync(payload));
        Assert.Equal(mesh.Client.ToIPAddress(), Assert.Single(mesh.Application.Callers));
    }
}
