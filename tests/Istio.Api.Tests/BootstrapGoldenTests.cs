using Envoy.Config.Bootstrap.V3;
using Google.Protobuf;
using Istio.Testing;

namespace Istio.Api.Tests;

public sealed class BootstrapGoldenTests
{
    [Fact]
    public void Every_bootstrap_of_Istio_1_28_4_parses_and_survives_JSON()
    {
        var folder = RepositoryPaths.RequireConformance("bootstrap");
        var goldens = Directory.GetFiles(folder, "*_golden.json");
        Assert.NotEmpty(goldens);
        Assert.All(goldens, golden =>
        {
            var bootstrap = ApiTypes.JsonParser.Parse<Bootstrap>(File.ReadAllText(golden));
            var read = ApiTypes.JsonParser.Parse<Bootstrap>(ApiTypes.JsonFormatter.Format(bootstrap));
            Assert.Equal(bootstrap.ToByteArray(), read.ToByteArray());
        });
    }
}
