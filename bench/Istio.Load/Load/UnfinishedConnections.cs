using Istio.Core.Net;
using Istio.Reactor;

namespace Istio.Load.Load;

/// <summary>Connections that say the same few bytes, or nothing, and then wait.</summary>
internal sealed class UnfinishedConnections : IDisposable
{
    private const int Dialling = 64;

    private readonly List<TcpStream> _streams = [];

    public async Task OpenAsync(ReactorLoop loop, IpPort address, ReadOnlyMemory<byte> said, int count)
    {
        while (_streams.Count < count)
        {
            var batch = new List<Task<TcpStream>>();
            for (var i = Math.Min(Dialling, count - _streams.Count); i > 0; i--)
            {
                batch.Add(OpenOneAsync(loop, address, said));
            }

            _streams.AddRange(await Task.WhenAll(batch));
        }
    }

    public void Dispose() => _streams.ForEach(stream => stream.Dispose());

    private static async Task<TcpStream> OpenOneAsync(ReactorLoop loop, IpPort address, ReadOnlyMemory<byte> said)
    {
        var stream = (await TcpStream.ConnectAsync(loop, address, TcpConnectOptions.Default)).Require();
        await Transfers.WriteAsync(stream, said);
        return stream;
    }
}
