using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Istiod.Debug;

/// <summary>The pages below <c>/debug</c>: what the parts bring. Shapes are those of Istio where Istio has the page.</summary>
internal sealed class DebugPages
{
    private const string ListPage = "list";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Pretty = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    private readonly FrozenDictionary<string, DebugPage> _pages;

    /// <param name="parts">Each page has a name of its own.</param>
    public DebugPages(params ReadOnlySpan<IDebugPages> parts)
    {
        var pages = new Dictionary<string, DebugPage>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (var page in part.Pages)
            {
                if (page.Name == ListPage || !pages.TryAdd(page.Name, page))
                {
                    throw new ArgumentException($"two debug pages are called {page.Name}", nameof(parts));
                }
            }
        }

        _pages = pages.ToFrozenDictionary();
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
