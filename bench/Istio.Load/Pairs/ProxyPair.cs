using Istio.Load.Processes;

namespace Istio.Load.Pairs;

/// <summary>Two proxies in a row: callers dial <see cref="Entry"/>, the second proxy dials the application.</summary>
internal sealed class ProxyPair(string name, ProxyEntry entry, ChildProcess client, ChildProcess server) : IAsyncDisposable
{
    public string Name { get; } = name;

    public ProxyEntry Entry { get; } = entry;

    /// <summary>CPU time of both processes since their start, user and system.</summary>
    public double CpuSeconds => client.CpuSeconds + server.CpuSeconds;

    /// <summary>Resident bytes of each side.</summary>
    public (long Client, long Server) Resident => (client.ResidentBytes, server.ResidentBytes);

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }
}
