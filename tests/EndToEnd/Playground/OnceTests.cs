using System.Text.Json;

namespace EndToEnd.Playground;

/// <summary><c>istioctl playground --once</c>: a whole mesh, every claim, and every claim broken on purpose.</summary>
[Collection(nameof(Serial))]
public sealed class OnceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Claims => new(
        "mutual-tls", "denied-caller", "open-connections", "policy-latency", "broken-file", "istiod-outage", "istiod-resume", "removed-root",
        "partner-certificate");

    [Fact]
    public async Task Every_claim_holds()
    {
        var (text, _) = await PlaygroundProcess.RunAsync(new LoopbackAddresses(), 0, "--once", "-o", "json");
        output.WriteLine(text);
        using var report = JsonDocument.Parse(text);
        Assert.True(report.RootElement.GetProperty("allClaimsHold").GetBoolean());
        JsonElement[] claims = [.. report.RootElement.GetProperty("claims").EnumerateArray()];
        Assert.Equal(Claims.Select(row => row.Data).Order(), claims.Select(claim => claim.GetProperty("name").GetString()!).Order());
        Assert.All(claims, claim => Assert.True(claim.GetProperty("holds").GetBoolean(), claim.ToString()));
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public async Task A_claim_whose_subject_is_damaged_fails_and_is_named(string claim)
    {
        var (text, _) = await PlaygroundProcess.RunAsync(new LoopbackAddresses(), 1, "--once", "--claim", claim, "--break", claim);
        output.WriteLine(text);
        Assert.Contains($"1 of 1 claims failed: {claim}.", text, StringComparison.Ordinal);
    }
}
