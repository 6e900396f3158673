using Istio.Model.Decoding;
using Istio.Testing;
using Istioctl.Playground;
using Istioctl.Playground.Kubernetes;
using Istioctl.Playground.Scenery;

namespace Istioctl.Tests.Playground.Scenery;

/// <summary>The files a new user meets first.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SampleFiles _sample = SampleFiles.Find(null, RepositoryPaths.Root);

    [Fact]
    public void The_sample_has_two_nodes_and_every_pod_of_bookinfo()
    {
        var layout = SceneReader.Read(_sample);
        Assert.Equal(["node-1", "node-2"], layout.Nodes.Select(node => node.Name));
        Assert.Equal(
            ["details-v1", "productpage-v1", "ratings-v1", "reviews-v1", "reviews-v2", "reviews-v3"],
            layout.Workloads.Where(pod => pod.HasProgram).Select(pod => pod.Name).Order());
        Assert.Equal("spiffe://cluster.local/ns/default/sa/bookinfo-reviews", layout["reviews-v3"].Identity.ToString());
        Assert.Equal("127.77.1.11:15080", layout.Curl.MeshEntry.ToString());
    }

    [Fact]
    public void Nothing_in_the_sample_gives_rise_to_a_finding()
    {
        foreach (var file in Directory.GetFiles(_sample.Config))
        {
            Assert.All(ConfigDecoder.Decode(file, File.ReadAllText(file), DecodeOptions.Files), document => Assert.Empty(document.Findings));
        }
    }

    [Fact]
    public void All_addresses_are_different()
    {
        var layout = SceneReader.Read(_sample);
        string[] addresses = [.. layout.Workloads.Select(pod => pod.Address.ToString()), .. layout.Nodes.Select(node => node.Address.ToString())];
        Assert.Equal(addresses.Length, addresses.Distinct().Count());
    }

    [Fact]
    public void A_copy_on_another_network_has_no_address_of_the_old_one()
    {
        var copy = _sample.CopyTo(_folder.Path, new LoopbackNetwork(90));
        Assert.DoesNotContain(Directory.GetFiles(copy.Config), file => File.ReadAllText(file).Contains("127.77.", StringComparison.Ordinal));
        Assert.Equal("127.90.1.11", SceneReader.Read(copy).Curl.Address.ToString());
    }

    [Fact]
    public async Task Each_edit_that_a_claim_makes_fits_the_sample()
    {
        var config = new SceneConfig(new ConfigFolder(_sample.CopyTo(_folder.Path, LoopbackNetwork.Default).Config));
        foreach (var edit in new[] { PolicyEdits.ForbidCurlToReadDetailsAsync, PolicyEdits.BlockCurlEverywhereAsync, PolicyEdits.AdmitPartnerToDetailsAsync })
        {
            await (await edit(config, TestContext.Current.CancellationToken)).DisposeAsync();
        }
    }

    [Fact]
    public void Every_object_of_a_copy_can_be_written_to_an_api_server()
    {
        var copy = _sample.CopyTo(_folder.Path, new LoopbackNetwork(90));
        var objects = SceneObjects.Read(copy);
        Assert.All(objects, written => Assert.Equal(written.Namespace.Length > 0, ObjectResources.Of(written).IsNamespaced));
        Assert.Equal("Namespace", objects[0].Kind);
        Assert.Equal("Pod", objects[^1].Kind);
        Assert.Equal(File.ReadAllText(copy.MeshConfig).TrimEnd(), ((string)objects.Single(written => written.Kind == "ConfigMap").Content["data"]!["mesh"]!).TrimEnd());
        Assert.Equal(["authorizationpolicies.security.istio.io", "peerauthentications.security.istio.io"], SceneObjects.ReadDefinitions(copy).Select(written => written.Name));
    }

    [Fact]
    public void The_definitions_are_of_every_kind_of_istio_that_the_sample_has()
    {
        var used = SceneObjects.Read(_sample).Where(written => written.Group.EndsWith("istio.io", StringComparison.Ordinal)).Select(written => written.Kind).Distinct();
        var defined = SceneObjects.ReadDefinitions(_sample).Select(written => (string)written.Content["spec"]!["names"]!["kind"]!);
        Assert.Equal(used.Order(), defined.Order());
    }

    [Fact]
    public void A_folder_without_a_scene_is_a_clear_sentence()
    {
        var refusal = Assert.Throws<CannotStart>(() => SampleFiles.Find(_folder.Path, RepositoryPaths.Root));
        Assert.StartsWith($"There is no scene in {_folder.Path}", refusal.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
