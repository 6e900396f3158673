using Istio.Core.Logging;
using Istio.Core.Net;
using Istio.Http.Http1;
using Istio.Reactor;

namespace Ztunnel.Admin;

/// <summary>The HTTP ports of the proxy, on a loop of their own: a slow scrape stalls no traffic.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    private readonly ReactorLoop _loop = ReactorLoop.Start("ztunnel-admin");

    /// <summary>Opens a port.</summary>
    /// <returns>The bound address.</returns>
    /// <exception cref="IOException">The address is taken or may not be used.</exception>
    public async Task<IpPort> ListenAsync(IpPort address, string component, Http1Handler handler)
    {
        var server = new Http1Server(handler, new Http1Options());
        var listening = await _loop.RunAsync(() =>
            Task.FromResult(TcpListener.Listen(_loop, address, TcpListenOptions.Default, stream => ServedConnection.Begin(stream, server.ServeAsync))));
        if (!listening.Succeeded)
        {
            throw new IOException($"{component}: {listening.Failure.Detail}");
        }

        Logs.Admin.Begin(LogLevel.Info, "listener established").Value("address", listening.Value.LocalAddress).Text("component", component).Write();
        return listening.Value.LocalAddress;
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync();
        _loop.Dispose();
    }
}
