using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Istiod.Discovery;
using Istiod.Registry;

namespace Istiod.Debug;

/// <summary>The pages below <c>/debug</c>. Shapes are those of Istio where Istio has the page.</summary>
internal sealed class DebugPages
{
    private const string ListPage = "list";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Pretty = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    private readonly FrozenDictionary<string, DebugPage> _pages;

    public DebugPages(DiscoveryServer server, MeshGraph mesh)
    {
        var clients = new ClientPages(server);
        var files = new FilePages(mesh);
        DebugPage[] pages =
        [
            new("adsz", "Status and debug interface for ADS", clients.Ads),
            new("config_dump", "ConfigDump in the form of the Envoy admin config dump API for passed in proxyID", clients.ConfigDump),
            new("configz", "Debug support for config", files.Config),
            new("connections", "Info about the connected XDS clients", clients.Connections),
            new("findingsz", "What is wrong in the configuration files", files.Findings),
            new("mesh", "Active mesh config", files.Mesh),
            new("syncz", "Synchronization status of all Envoys connected to this Pilot instance", clients.Sync),
            new("tablez", "The derived tables and what they are made of", new TablePages(mesh).Tables),
        ];
        _pages = pages.ToFrozenDictionary(page => page.Name);
    }

    public IEnumerable<DebugPage> All => _pages.Values.OrderBy(page => page.Name, StringComparer.Ordinal);

    public bool Has(string name) => name == ListPage || _pages.ContainsKey(name);

    /// <summary>The whole page is made before its first byte is sent, so that a failure still has a status.</summary>
    public RenderedPage Render(string name, IQueryCollection query, DebugAccess access)
    {
        if (!Has(name))
        {
            return Failed(PageFailure.NoSuchPage);
        }

        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body, query.ContainsKey("pretty") ? Pretty : Compact);
        if (_pages.GetValueOrDefault(name) is { } page)
        {
            if (page.Write(DebugQuery.Of(query, access), json) is { } failure)
            {
                json.Reset(Stream.Null);
                return Failed(failure);
            }
        }
        else
        {
            WriteList(json);
        }

        json.Flush();
        return new(StatusCodes.Status200OK, "application/json", body.WrittenMemory);
    }

    private static RenderedPage Failed(PageFailure failure) => new(failure.Status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(failure.Text));

    // The names of all pages.
    private void WriteList(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var page in All)
        {
            json.WriteStringValue(page.Name);
        }

        json.WriteEndArray();
    }
}
