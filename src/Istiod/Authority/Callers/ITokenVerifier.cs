namespace Istiod.Authority.Callers;

/// <summary>One way of finding out whose a bearer token is. Any thread.</summary>
internal interface ITokenVerifier
{
    /// <param name="clusterId">Header <c>clusterid</c>, as the caller says; empty when absent.</param>
    /// <returns>A caller, or why this verifier knows none; never an exception but that of <paramref name="cancellation"/>.</returns>
    ValueTask<CallerResult> VerifyAsync(string token, string clusterId, CancellationToken cancellation);
}
