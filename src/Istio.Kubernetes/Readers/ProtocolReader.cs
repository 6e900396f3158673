namespace Istio.Kubernetes.Readers;

/// <summary>The <c>protocol</c> of a port.</summary>
internal static class ProtocolReader
{
    /// <summary>Empty when it is absent, or one of a newer version.</summary>
    public static string Read(ref ObjectCursor cursor) =>
        !cursor.OpenText() ? "" : cursor.TextIs("TCP"u8) ? "TCP" : cursor.TextIs("UDP"u8) ? "UDP" : cursor.TextIs("SCTP"u8) ? "SCTP" : "";
}
