using System.Runtime.InteropServices;
using Istio.Reactor.Tls;
using Istio.Reactor.Tls.Records;

namespace Istio.Reactor.Tests.Tls;

/// <summary>Asks for new keys in both directions, as peers do after many records.</summary>
internal static partial class KeyUpdate
{
    private const int Requested = 1;

    public static void Request(TlsStream stream) => Assert.Equal(1, SSL_key_update(((OpenSslRecords)stream.Records).Session.Handle, Requested));

    [LibraryImport("libssl.so.3")]
    private static partial int SSL_key_update(nint ssl, int type);
}
