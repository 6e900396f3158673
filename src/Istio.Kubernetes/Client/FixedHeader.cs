using System.Net.Http.Headers;

namespace Istio.Kubernetes.Client;

/// <summary>A token or a password that is written in the kubeconfig itself.</summary>
internal sealed class FixedHeader(AuthenticationHeaderValue header) : IApiCredentials
{
    public ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellation) => ValueTask.FromResult<AuthenticationHeaderValue?>(header);

    public void Refuse()
    {
    }
}
