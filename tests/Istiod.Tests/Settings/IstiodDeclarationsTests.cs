using System.Net;
using Istio.Core.Settings;
using Istio.Testing;
using Istiod.Settings;
using Istiod.Tests.Authority;

namespace Istiod.Tests.Settings;

/// <summary>Help texts and pages show what is declared: it is what the program reads, each thing once.</summary>
public sealed class IstiodDeclarationsTests
{
    private static IEnumerable<Setting> All => IstiodDeclarations.Sections.SelectMany(section => section.Settings);

    [Fact]
    public void What_is_read_is_what_is_declared()
    {
        var variables = new VariableReader(static _ => null, []);
        IstiodSettings.Read(["--configDir", "/c"], variables);

        Assert.Equal(IstiodDeclarations.VariableNames.Order(), variables.Asked.Order());
    }

    [Fact]
    public void Every_flag_that_is_declared_changes_something()
    {
        // A text that only a reader that looks at it refuses or keeps; what takes any text is compared.
        string[] anyText = ["configDir", "meshConfig", "domain", "portsFile", "namespace", "clusterID", "log_output_level", "kubeconfig"];
        foreach (var flag in IstiodDeclarations.FlagNames.Except(anyText))
        {
            Assert.StartsWith($"--{flag} is '?'", Assert.Throws<SettingsException>(() => Read($"--{flag}=?")).Message, StringComparison.Ordinal);
        }

        var read = Read("--configDir=c", "--meshConfig=m", "--domain=d", "--portsFile=p", "--namespace=n", "--clusterID=i", "--log_output_level=l", "--kubeconfig=k");
        Assert.Equal(
            ("c", "m", "d", "p", "n", "i", "l", "k"),
            (read.Registry.ConfigDirectory, read.Registry.MeshConfigFile, read.Registry.Domain, read.Serving.PortsFile, read.Instance.Namespace, read.Instance.ClusterId, read.Log.Levels,
                read.Registry.Cluster!.Kubeconfig));
        Assert.Empty(read.IgnoredFlags);
    }

    [Fact]
    public void Nothing_is_declared_twice() => Assert.Distinct(All.SelectMany(setting => setting.Labels));

    [Fact]
    public void A_variable_is_one_of_Istios_or_its_help_says_that_it_is_ours() => Assert.All(
        All,
        setting => Assert.All(setting.VariableNames, name => Assert.NotEqual(PilotVariables.Names.Contains(name), setting.Help.Contains("(ours)", StringComparison.Ordinal))));

    [Fact]
    public void The_page_of_settings_is_what_is_declared() =>
        SettingsPage.AssertHolds("istiod", SettingsPage.Generate(IstiodDeclarations.Sections, PilotVariables.Names));

    [Theory]
    [InlineData("discovery", "--help")]
    [InlineData("discovery", "--configDir", "/c", "-h")]
    [InlineData("--help")]
    public async Task Help_prints_every_flag_and_variable(params string[] arguments)
    {
        var ended = await EndedProcess.RunAsync("pilot-discovery.dll", arguments, new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.All(All, setting => Assert.Contains($"  {string.Join(", ", setting.Labels)}", ended.Output, StringComparison.Ordinal));
        Assert.Contains("  PILOT_DEBOUNCE_MAX (default 10s)\n      the most that a file", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_set_and_changes_nothing_is_logged_by_name()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["config"]);
        directory.Write("mesh.yaml", "trustDomain: cluster.local\n");
        using var istiod = new IstiodProcess(directory, "env", "PILOT_HTTP10=secret", "XDS_AUTH=true");
        await istiod.UntilReadyAsync(HttpStatusCode.OK);
        var log = await istiod.StopAsync();

        Assert.Contains("environment variable PILOT_HTTP10 has no effect", log, StringComparison.Ordinal);
        Assert.Equal(1, log.Split('\n').Count(line => line.Contains("has no effect", StringComparison.Ordinal)));
        Assert.DoesNotContain("secret", log, StringComparison.Ordinal);
    }

    private static IstiodSettings Read(params string[] flags) => IstiodSettings.Read(["--configDir=/c", .. flags], static _ => null);
}
