using System.Net;

namespace Bookinfo;

/// <summary>Calls other applications by their service name, through the mesh.</summary>
internal static class MeshClient
{
    /// <summary>
    /// Where traffic is redirected (a node with istio-cni) an application needs nothing of this. Here there is no redirection, so it dials the SOCKS5
    /// entry of its own workload, and hands over the name: the name's address is known to the mesh alone.
    /// </summary>
    public static HttpClient Create(IPEndPoint entry)
    {
        var handler = new SocketsHttpHandler { Proxy = new WebProxy($"socks5://{entry}"), UseProxy = true, UseCookies = false };
        var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        // A mesh of layer 4 chooses the endpoint and decides on the caller once for each connection; a connection for each request shows both.
        client.DefaultRequestHeaders.ConnectionClose = true;
        return client;
    }
}
