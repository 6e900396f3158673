namespace Istiod.Tests.Serving.Bounds;

/// <summary>Some connections with many unfinished calls each.</summary>
internal sealed class Attackers(int connections, int callsOfEach) : IDisposable
{
    private readonly HttpClient[] _clients = [.. Enumerable.Range(0, connections).Select(static _ => RawCall.Connect())];
    private readonly List<RawCall> _calls = [];

    /// <summary>Opens the connections, so that they and code that is compiled at its first use do not count as growth.</summary>
    public async Task WarmUpAsync(Uri method)
    {
        foreach (var client in _clients)
        {
            using var call = RawCall.Unfinished(client, method, int.MaxValue);
            await call.StatusAsync();
        }
    }

    public IReadOnlyList<RawCall> Attack(Uri method, int announced)
    {
        _calls.AddRange(_clients.SelectMany(client => Enumerable.Range(0, callsOfEach).Select(_ => RawCall.Unfinished(client, method, announced))));
        return _calls;
    }

    public void Dispose()
    {
        _calls.ForEach(static call => call.Dispose());
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }
}
