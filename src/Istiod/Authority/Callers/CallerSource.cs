namespace Istiod.Authority.Callers;

/// <summary>How a caller proved who it is.</summary>
internal enum CallerSource
{
    ClientCertificate,

    /// <summary>A token of the issuer in <c>JWT_RULE</c>, or one that the API server has reviewed.</summary>
    Token,
}
