using Istio.Core.Net;
using Istio.Http.Relaying;
using Istio.Reactor;

namespace Istio.Load.Programs;

/// <summary>The lower bound: the same reactor and the same relay, without TLS and HTTP/2.</summary>
internal sealed class PlainRelay(IpPort target)
{
    public async void Serve(TcpStream accepted)
    {
        var dialled = await TcpStream.ConnectAsync(accepted.Loop, target, TcpConnectOptions.Default);
        if (dialled.Succeeded)
        {
            await Relay.RunAsync(accepted, dialled.Value, new RelayCounters());
        }
        else
        {
            accepted.Dispose();
        }
    }
}
