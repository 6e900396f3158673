namespace Istiod.Authority.Signing;

/// <param name="Message">For the caller.</param>
internal sealed record SigningError(SigningFailure Failure, string Message)
{
    /// <summary>The value of the metric label <c>error</c>.</summary>
    public string Code => Failure switch
    {
        SigningFailure.NotReady => "CA_NOT_READY",
        SigningFailure.Request => "CSR_ERROR",
        SigningFailure.Lifetime => "TTL_ERROR",
        _ => "CERT_GEN_ERROR",
    };
}
