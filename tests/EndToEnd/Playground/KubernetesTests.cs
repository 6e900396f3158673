using System.Text.Json;
using Istio.Testing;

namespace EndToEnd.Playground;

/// <summary><c>istioctl playground --kubernetes</c>: the same mesh, and istiod reads a real API server.</summary>
[Collection(nameof(Serial))]
public sealed class KubernetesTests(ITestOutputHelper output)
{
    private const string Up = "pages/s";

    public static TheoryData<string> Damaged => new("mutual-tls", "denied-caller", "broken-object", "removed-root");

    [Fact]
    public async Task Every_claim_holds()
    {
        SharedTools.Require("kube");
        var (text, _) = await PlaygroundProcess.RunAsync(new LoopbackAddresses(), 0, "--kubernetes", "--once", "-o", "json");
        output.WriteLine(text);
        using var report = JsonDocument.Parse(text);
        Assert.True(report.RootElement.GetProperty("allClaimsHold").GetBoolean());
        JsonElement[] claims = [.. report.RootElement.GetProperty("claims").EnumerateArray()];
        var expected = OnceTests.Claims.Select(row => row.Data == "broken-file" ? "broken-object" : row.Data);
        Assert.Equal(expected.Order(), claims.Select(claim => claim.GetProperty("name").GetString()!).Order());
        Assert.All(claims, claim => Assert.True(claim.GetProperty("holds").GetBoolean(), claim.ToString()));
    }

    /// <summary>One of each way in which configuration gets to the API server: objects at the start, objects later, the mesh configuration.</summary>
    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task A_claim_whose_subject_is_damaged_fails_and_is_named(string claim)
    {
        SharedTools.Require("kube");
        var (text, _) = await PlaygroundProcess.RunAsync(new LoopbackAddresses(), 1, "--kubernetes", "--once", "--claim", claim, "--break", claim);
        output.WriteLine(text);
        Assert.Contains("ready  the API server", text, StringComparison.Ordinal);
        Assert.Contains("ready  the scene's objects in the API server", text, StringComparison.Ordinal);
        Assert.Contains($"1 of 1 claims failed: {claim}.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task The_api_server_ends_with_the_playground(string signal)
    {
        SharedTools.Require("kube");
        using var run = PlaygroundProcess.Start(new LoopbackAddresses(), "--kubernetes");
        await run.WaitForLineAsync(Up);
        var children = run.Descendants();
        Assert.True(children.Count >= 11, $"{children.Count} children");
        run.Signal(signal);
        await run.ExitAsync();
        while (children.Any(ProcessTree.IsAlive))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
