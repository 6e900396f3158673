using Istio.Core.Settings;
using Istio.Testing;
using Ztunnel.Settings;

namespace Ztunnel.Tests.Settings;

/// <summary>Help texts and pages show what is declared: it is what the program reads, each thing once.</summary>
public sealed class ZtunnelDeclarationsTests
{
    private static IEnumerable<Setting> All => ZtunnelDeclarations.Sections.SelectMany(section => section.Settings);

    [Fact]
    public void What_is_read_is_what_is_declared()
    {
        // So that nothing makes another variable needless: some are asked for only when others leave them something to say.
        var reader = new SettingsReader(
            new Dictionary<string, string> { ["PROXY_MODE"] = "dedicated", ["PROXY_WORKLOAD_INFO"] = "shop/web/web", ["ZTUNNEL_WORKER_THREADS"] = "50%" }, static _ => null);
        reader.Read();

        Assert.Equal(All.SelectMany(setting => setting.VariableNames).Order(), reader.Asked.Order());
    }

    [Fact]
    public void Nothing_is_declared_twice() => Assert.Distinct(All.SelectMany(setting => setting.Labels));

    [Fact]
    public void A_variable_is_one_of_Istios_or_its_help_says_that_it_is_ours() => Assert.All(
        All.Where(setting => setting.Name != "KUBERNETES_SERVICE_HOST"),
        setting => Assert.All(setting.VariableNames, name => Assert.NotEqual(IstioVariables.Names.Contains(name), setting.Help.Contains("(ours)", StringComparison.Ordinal))));

    [Fact]
    public void The_page_of_settings_is_what_is_declared() =>
        SettingsPage.AssertHolds("ztunnel", SettingsPage.Generate(ZtunnelDeclarations.Sections, IstioVariables.Names));

    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    public async Task Help_prints_every_variable(string argument)
    {
        var ended = await EndedProcess.RunAsync("ztunnel.dll", [argument], new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.All(All, setting => Assert.Contains($"  {setting.Labels[0]}", ended.Output, StringComparison.Ordinal));
        Assert.Contains("  SECRET_TTL (default 24h)\n      life of a certificate", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_set_and_changes_nothing_is_logged_by_name()
    {
        var environment = new Dictionary<string, string>
        {
            ["ENABLE_PROXY"] = "false",
            ["PROXY_MODE"] = "dedicated",
            ["PROXY_WORKLOAD_INFO"] = "shop/web/web",
            ["FAKE_CA"] = "true",
            ["CA_ADDRESS"] = "unheard-of",
            ["INPOD_UDS"] = "secret",
        };

        var ended = await EndedProcess.RunAsync("ztunnel.dll", ["proxy"], environment, TestContext.Current.CancellationToken);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("environment variable CA_ADDRESS has no effect", ended.Output, StringComparison.Ordinal);
        Assert.Contains("environment variable INPOD_UDS has no effect", ended.Output, StringComparison.Ordinal);
        Assert.Equal(2, ended.Output.Split('\n').Count(line => line.Contains("has no effect", StringComparison.Ordinal)));
        Assert.DoesNotContain("secret", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unheard-of", ended.Output, StringComparison.Ordinal);
    }
}
