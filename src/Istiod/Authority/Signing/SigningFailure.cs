namespace Istiod.Authority.Signing;

/// <summary>Why a request was not signed.</summary>
internal enum SigningFailure
{
    /// <summary>The CA cannot sign now; the same request may succeed later.</summary>
    NotReady,

    /// <summary>The request itself cannot be read or is not signed by its key.</summary>
    Request,

    /// <summary>A longer life was asked for than is given.</summary>
    Lifetime,

    /// <summary>The certificate could not be made.</summary>
    Generation,
}
