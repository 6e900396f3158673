using Istio.Core.Settings;

namespace Istio.Core.Tests.Settings;

public sealed class SettingsHelpTests
{
    [Fact]
    public void Each_setting_shows_how_it_is_written_its_default_and_what_it_does()
    {
        var variable = new Variable<string>("CLUSTER_ID", "Kubernetes", SettingTypes.Text, "unused");
        var output = new StringWriter { NewLine = "\n" };

        SettingsHelp.Write(
            output,
            [
                new(
                    "Names",
                    [
                        new Flag<string>("clusterID", variable, SettingTypes.Text, "name of the cluster"),
                        new Flag<bool>("quick", false, SettingTypes.Switch, "do it quickly"),
                        new Variable<int?>("LIMIT", null, SettingTypes.Optional(SettingTypes.Number), "bytes", "no limit"),
                        new Variable<string>("FILE", "", SettingTypes.Text, "a path"),
                        new VariablePrefix("META_", "metadata"),
                    ]),
            ]);

        Assert.Equal(
            """

            Names:
              --clusterID, CLUSTER_ID (default Kubernetes)
                  name of the cluster
              --quick (default false)
                  do it quickly
              LIMIT (default no limit)
                  bytes
              FILE
                  a path
              META_*
                  metadata

            """,
            output.ToString());
    }
}
