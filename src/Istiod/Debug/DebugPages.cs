using System.Collections.Frozen;
using System.Text.Json;
using Istiod.Discovery;
using Istiod.Registry;

namespace Istiod.Debug;

/// <summary>The pages below <c>/debug</c>. Shapes are those of Istio where Istio has the page.</summary>
internal sealed class DebugPages
{
    private readonly FrozenDictionary<string, DebugPage> _pages;

    public DebugPages(DiscoveryServer server, ConfigurationLoop configuration, MeshConfigSource mesh)
    {
        var clients = new ClientPages(server);
        var files = new FilePages(configuration, mesh);
        DebugPage[] pages =
        [
            new("adsz", "Status and debug interface for ADS", clients.Ads),
            new("config_dump", "ConfigDump in the form of the Envoy admin config dump API for passed in proxyID", clients.ConfigDump),
            new("configz", "Debug support for config", files.Config),
            new("connections", "Info about the connected XDS clients", clients.Connections),
            new("findingsz", "What is wrong in the configuration files", files.Findings),
            new("mesh", "Active mesh config", files.Mesh),
            new("syncz", "Synchronization status of all Envoys connected to this Pilot instance", clients.Sync),
            new("tablez", "The derived tables and what they are made of", new TablePages(configuration).Tables),
        ];
        _pages = pages.ToFrozenDictionary(page => page.Name);
    }

    public IEnumerable<DebugPage> All => _pages.Values.OrderBy(page => page.Name, StringComparer.Ordinal);

    public DebugPage? Find(string name) => _pages.GetValueOrDefault(name);

    /// <summary>Page <c>list</c>: the names of all pages.</summary>
    public void WriteList(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var page in All)
        {
            json.WriteStringValue(page.Name);
        }

        json.WriteEndArray();
    }
}
