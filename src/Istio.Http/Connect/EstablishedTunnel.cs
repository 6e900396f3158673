using Istio.Http.Http2;
using Istio.Http.Http2.Streams;

namespace Istio.Http.Connect;

/// <summary>
/// Owner of every stream that has become a tunnel: it carries DATA and nothing else (RFC 9113 8.5). One for all, so that an open tunnel does not
/// keep its request or its answer alive.
/// </summary>
internal sealed class EstablishedTunnel : IStreamOwner
{
    public static readonly EstablishedTunnel Instance = new();

    private EstablishedTunnel()
    {
    }

    public bool IsAnswered => true;

    public bool TryAcceptHeaders(HeaderList fields, bool endStream) => false;

    public bool TryAcceptData(int length, bool endStream) => true;

    public void OnStreamBroken()
    {
    }
}
