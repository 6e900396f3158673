using Istio.Load.Pairs;
using Istio.Load.Programs;
using Istio.Reactor;

namespace Istio.Load.Load;

/// <summary>Connections that were used once and now wait.</summary>
internal sealed class IdleConnections : IDisposable
{
    private const int Dialling = 64;

    private readonly List<TcpStream> _streams = [];

    public int Count => _streams.Count;

    /// <summary>Opens <paramref name="count"/> connections; each has carried one request.</summary>
    public async Task OpenAsync(ReactorLoop loop, ProxyEntry entry, int count)
    {
        while (_streams.Count < count)
        {
            var batch = new List<Task<TcpStream>>();
            for (var i = Math.Min(Dialling, count - _streams.Count); i > 0; i--)
            {
                batch.Add(OpenOneAsync(loop, entry));
            }

            _streams.AddRange(await Task.WhenAll(batch));
        }
    }

    public void Dispose() => _streams.ForEach(stream => stream.Dispose());

    private static async Task<TcpStream> OpenOneAsync(ReactorLoop loop, ProxyEntry entry)
    {
        var stream = await Caller.DialAsync(loop, entry);
        var message = new[] { Application.Echo };
        await Transfers.WriteAsync(stream, message);
        await Transfers.ReadExactlyAsync(stream, message);
        return stream;
    }
}
