using System.Diagnostics;
using System.Net;

namespace Istioctl.Playground.Traffic;

/// <summary>Calls services by name from one workload, through that workload's SOCKS5 entry, with a new connection for each call.</summary>
internal sealed class Caller : IDisposable
{
    private readonly HttpClient _client;

    public Caller(string workload, IPEndPoint entry)
    {
        Workload = workload;
        Entry = entry;
        var handler = new SocketsHttpHandler { Proxy = new WebProxy($"socks5://{entry}"), UseProxy = true, ConnectTimeout = TimeSpan.FromSeconds(5) };
        _client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(10) };
        _client.DefaultRequestHeaders.ConnectionClose = true;
    }

    public string Workload { get; }

    public IPEndPoint Entry { get; }

    /// <summary>Never throws for what the network does: a refusal is an outcome.</summary>
    public async Task<CallOutcome> GetAsync(string url, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var response = await _client.GetAsync(new Uri(url), cancellation);
            return new CallOutcome((int)response.StatusCode, Stopwatch.GetElapsedTime(start), null);
        }
        catch (HttpRequestException failed)
        {
            return new CallOutcome(0, Stopwatch.GetElapsedTime(start), Innermost(failed).Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new CallOutcome(0, Stopwatch.GetElapsedTime(start), "no answer in time");
        }
    }

    public void Dispose() => _client.Dispose();

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
