using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>Loads and initialises OpenSSL once, when the first certificate or context is made.</summary>
internal static class OpenSslLibrary
{
    private static readonly Lazy<bool> Initialized = new(Initialize);

    public static void EnsureInitialized() => _ = Initialized.Value;

    private static bool Initialize()
    {
        try
        {
            return OpenSsl.OPENSSL_init_ssl(OpenSsl.InitNoAtExit, 0) == 1 ? true : throw new TlsMaterialException("OpenSSL refuses to initialise");
        }
        catch (DllNotFoundException exception)
        {
            throw new TlsMaterialException("OpenSSL 3 is not installed: libssl.so.3 and libcrypto.so.3 are needed", exception);
        }
    }
}
