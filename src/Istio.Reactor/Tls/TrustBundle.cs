using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tls;

/// <summary>
/// An immutable set of trust anchors. Any certificate of the set anchors a chain, self-signed or not, as in the verifiers of Go and rustls
/// that the original's programs use.
/// </summary>
public sealed class TrustBundle
{
    private readonly StoreHandle _store;

    private TrustBundle(StoreHandle store, int count)
    {
        _store = store;
        Count = count;
    }

    /// <summary>The number of anchors.</summary>
    public int Count { get; }

    /// <summary>Reads one or more certificates.</summary>
    /// <exception cref="TlsMaterialException">No certificate, or a broken one.</exception>
    public static TrustBundle FromPem(ReadOnlySpan<byte> pem)
    {
        OpenSslLibrary.EnsureInitialized();
        var anchors = CertificateReader.ReadPem(pem, "trust bundle");
        var store = new StoreHandle(Crypto.X509_STORE_new());
        foreach (var anchor in anchors)
        {
            _ = Crypto.X509_STORE_add_cert(store.DangerousGetHandle(), anchor); // Takes a reference of its own.
            Crypto.X509_free(anchor);
        }

        return new TrustBundle(store, anchors.Count);
    }

    /// <summary>Verifies a chain against this bundle: signatures, validity at <paramref name="now"/>, constraints, extended key usage.</summary>
    /// <param name="leaf">X509*, kept by the caller.</param>
    /// <param name="untrusted">STACK_OF(X509)* of what the peer sent, kept by the caller; 0 for none.</param>
    /// <param name="peerRole">The peer's part; its certificate must be allowed to play it.</param>
    /// <param name="now">The time at which validity is checked.</param>
    /// <returns>An X509_V_* code, 0 when the chain verifies.</returns>
    internal int Verify(nint leaf, nint untrusted, TlsRole peerRole, DateTimeOffset now)
    {
        var held = false;
        _store.DangerousAddRef(ref held);
        var context = Crypto.X509_STORE_CTX_new();
        try
        {
            if (Crypto.X509_STORE_CTX_init(context, _store.DangerousGetHandle(), leaf, untrusted) != 1)
            {
                return Crypto.VerifyErrorUnspecified;
            }

            var parameters = Crypto.X509_STORE_CTX_get0_param(context);
            Crypto.X509_VERIFY_PARAM_set_time(parameters, (nint)now.ToUnixTimeSeconds());
            _ = Crypto.X509_VERIFY_PARAM_set_flags(parameters, Crypto.VerifyPartialChain);
            _ = Crypto.X509_STORE_CTX_set_purpose(context, peerRole == TlsRole.Client ? Crypto.PurposeTlsClient : Crypto.PurposeTlsServer);
            return Crypto.X509_verify_cert(context) == 1 ? 0 : ErrorOf(context);
        }
        finally
        {
            Crypto.X509_STORE_CTX_free(context);
            Crypto.ERR_clear_error();
            _store.DangerousRelease();
        }
    }

    /// <summary>A failed call may leave no code behind (out of memory); that is a refusal as well.</summary>
    private static int ErrorOf(nint context)
    {
        var error = Crypto.X509_STORE_CTX_get_error(context);
        return error == 0 ? Crypto.VerifyErrorUnspecified : error;
    }

    /// <summary>Owner of an X509_STORE, freed when the last verification that uses it has ended.</summary>
    private sealed class StoreHandle : SafeHandle
    {
        public StoreHandle(nint store)
            : base(0, ownsHandle: true) => SetHandle(store);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Crypto.X509_STORE_free(handle);
            return true;
        }
    }
}
