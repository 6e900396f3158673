using Istio.Load.Processes;

namespace Istio.Load.Pairs;

/// <summary>Two proxies in a row: callers dial <see cref="Entry"/>, the second proxy dials the application.</summary>
/// <param name="name">As on the command line.</param>
/// <param name="entry">Where callers dial.</param>
/// <param name="processes">What is measured: the callers' proxy, then the application's.</param>
internal sealed class ProxyPair(string name, ProxyEntry entry, params ChildProcess[] processes) : IAsyncDisposable
{
    public string Name { get; } = name;

    public ProxyEntry Entry { get; } = entry;

    /// <summary>The callers' proxy, then the application's.</summary>
    public IReadOnlyList<ChildProcess> Processes => processes;

    /// <summary>CPU time of both processes since their start, user and system.</summary>
    public double CpuSeconds => processes.Sum(process => process.CpuSeconds);

    /// <summary>Resident bytes of each side.</summary>
    public (long Client, long Server) Resident => (processes[0].ResidentBytes, processes[^1].ResidentBytes);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }
    }
}
