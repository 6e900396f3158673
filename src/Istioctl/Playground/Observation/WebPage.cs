namespace Istioctl.Playground.Observation;

/// <summary>Reads the admin pages of the mesh's programs.</summary>
internal static class WebPage
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <exception cref="HttpRequestException">The program does not answer, or answers with an error.</exception>
    public static Task<string> ReadAsync(Uri page, CancellationToken cancel) => Client.GetStringAsync(page, cancel);

    /// <summary>Null when the program does not answer, or answers with an error.</summary>
    public static async Task<string?> TryReadAsync(Uri page, CancellationToken cancel)
    {
        try
        {
            return await ReadAsync(page, cancel);
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
