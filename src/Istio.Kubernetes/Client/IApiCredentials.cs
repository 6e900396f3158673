using System.Net.Http.Headers;

namespace Istio.Kubernetes.Client;

/// <summary>What names the caller in the header of a request.</summary>
public interface IApiCredentials
{
    /// <returns>The header <c>Authorization</c>; null for none.</returns>
    /// <exception cref="IOException">There is a credential, and it cannot be had now.</exception>
    ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellation);

    /// <summary>The server refused what <see cref="GetAsync"/> gave: the next call should not give it from a cache.</summary>
    void Refuse();
}
