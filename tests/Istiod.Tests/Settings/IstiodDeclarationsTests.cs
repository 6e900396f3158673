using Istio.Core.Settings;
using Istiod.Settings;

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
        string[] anyText = ["configDir", "meshConfig", "domain", "portsFile", "namespace", "clusterID", "log_output_level"];
        foreach (var flag in IstiodDeclarations.FlagNames.Except(anyText))
        {
            Assert.StartsWith($"--{flag} is '?'", Assert.Throws<SettingsException>(() => Read($"--{flag}=?")).Message, StringComparison.Ordinal);
        }

        var read = Read("--configDir=c", "--meshConfig=m", "--domain=d", "--portsFile=p", "--namespace=n", "--clusterID=i", "--log_output_level=l");
        Assert.Equal(
            ("c", "m", "d", "p", "n", "i", "l"),
            (read.Registry.ConfigDirectory, read.Registry.MeshConfigFile, read.Registry.Domain, read.Serving.PortsFile, read.Instance.Namespace, read.Instance.ClusterId, read.Log.Levels));
        Assert.Empty(read.IgnoredFlags);
    }

    [Fact]
    public void Nothing_is_declared_twice() => Assert.Distinct(All.SelectMany(setting => setting.Labels));

    [Fact]
    public void A_variable_is_one_of_Istios_or_its_help_says_that_it_is_ours() => Assert.All(
        All,
        setting => Assert.All(setting.VariableNames, name => Assert.NotEqual(PilotVariables.Names.Contains(name), setting.Help.Contains("(ours)", StringComparison.Ordinal))));

    private static IstiodSettings Read(params string[] flags) => IstiodSettings.Read(["--configDir=/c", .. flags], static _ => null);
}
