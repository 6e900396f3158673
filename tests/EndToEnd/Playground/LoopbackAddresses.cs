using System.Net;
using System.Net.Sockets;

namespace EndToEnd.Playground;

/// <summary>A loopback network that no other playground of this machine uses: 127.N.0.0/16.</summary>
internal sealed class LoopbackAddresses
{
    private static int _next = Random.Shared.Next(100, 250);

    private readonly int _second = FindFree();

    public string Name => $"127.{_second}";

    public IPEndPoint Istiod(int port) => IPEndPoint.Parse($"{Name}.0.1:{port}");

    private static int FindFree()
    {
        while (true)
        {
            var second = 100 + (Interlocked.Increment(ref _next) % 150);
            try
            {
                using var probe = new TcpListener(IPAddress.Parse($"127.{second}.0.1"), 15012);
                probe.Start();
                return second;
            }
            catch (SocketException)
            {
                // Somebody plays there.
            }
        }
    }
}
