namespace Istio.Reactor.Tls;

public enum TlsRole
{
    Client,
    Server,
}
