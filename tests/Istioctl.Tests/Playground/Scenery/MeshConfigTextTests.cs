using Istio.Model.Decoding;
using Istioctl.Playground.Scenery;

namespace Istioctl.Tests.Playground.Scenery;

public sealed class MeshConfigTextTests : IDisposable
{
    private const string Own = "trustDomain: cluster.local\n";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_root_is_added_and_taken_away_again()
    {
        File.WriteAllText(_folder.File("mesh.yaml"), Own);
        var store = new ConfigFolder(_folder.Path);
        var text = new MeshConfigText(store);
        await text.TrustAsync("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", TestContext.Current.CancellationToken);
        var read = ObjectText.Read($"apiVersion: v1\nkind: MeshConfig\nmetadata: {{name: mesh}}\n{store.Read("mesh.yaml")}")[0].Content;
        Assert.Equal("cluster.local", (string?)read["trustDomain"]);
        Assert.Equal("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", (string?)read["caCertificates"]![0]!["pem"]);

        await text.TrustOwnRootOnlyAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Own, store.Read("mesh.yaml"));
    }

    public void Dispose() => _folder.Dispose();
}
