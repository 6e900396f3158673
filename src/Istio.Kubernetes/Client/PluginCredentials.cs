using System.Net.Http.Headers;
using k8s.Authentication;

namespace Istio.Kubernetes.Client;

/// <summary>What a plug-in of the kubeconfig gives (<c>exec</c>); the library keeps it until it ends.</summary>
internal sealed class PluginCredentials(ITokenProvider provider) : IApiCredentials
{
    public async ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellation)
    {
        try
        {
            return await provider.GetAuthenticationHeaderAsync(cancellation);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            throw new IOException($"the plug-in of the kubeconfig gave no token: {failed.Message}", failed);
        }
    }

    public void Refuse()
    {
    }
}
