namespace Istiod.Authority.Callers;

/// <summary>A key set behind a URL.</summary>
internal sealed class HttpKeySet(Uri address, TimeSpan refresh, HttpClient http) : IKeySetSource
{
    public string Stamp => "";

    public TimeSpan Freshness => refresh;

    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await http.GetStringAsync(address, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new IOException($"{address}: {e.Message}", e);
        }
    }
}
