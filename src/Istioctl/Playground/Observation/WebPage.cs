namespace Istioctl.Playground.Observation;

/// <summary>Reads the admin pages of the mesh's programs.</summary>
internal static class WebPage
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <exception cref="HttpRequestException">The program does not answer, or answers with an error.</exception>
    public static Task<string> ReadAsync(Uri page, CancellationToken cancellation) => Client.GetStringAsync(page, cancellation);

    /// <summary>Null when the program does not answer, or answers with an error.</summary>
    public static async Task<string?> TryReadAsync(Uri page, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(page, cancellation);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
