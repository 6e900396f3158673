namespace Istiod.Serving;

/// <summary>Which of istiod's ports a connection came in by.</summary>
internal enum Listener
{
    Http,
    Monitoring,
    Grpc,
    SecureGrpc,
}
