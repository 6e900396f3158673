namespace Istio.Load.Load;

internal enum WorkloadKind
{
    /// <summary>Each caller uploads a fixed number of bytes and waits until the application has counted them.</summary>
    Bulk,

    /// <summary>Each caller sends 64 bytes and waits for them to come back, again and again.</summary>
    Ping,

    /// <summary>Each caller opens a connection, sends one request, closes, and begins anew.</summary>
    Connect,
}
