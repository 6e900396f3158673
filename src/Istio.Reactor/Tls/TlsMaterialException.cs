namespace Istio.Reactor.Tls;

/// <summary>A certificate, key or root that was handed over is not usable; the message says which and why.</summary>
public sealed class TlsMaterialException : Exception
{
    public TlsMaterialException(string message)
        : base(message)
    {
    }

    public TlsMaterialException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public TlsMaterialException()
    {
    }
}
