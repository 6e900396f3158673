using System.Net.Http.Headers;

namespace Istio.Kubernetes.Client;

/// <summary>Nothing names the caller, or its certificate does.</summary>
internal sealed class NoCredentials : IApiCredentials
{
    private NoCredentials()
    {
    }

    public static NoCredentials Instance { get; } = new();

    public ValueTask<AuthenticationHeaderValue?> GetAsync(CancellationToken cancellation) => ValueTask.FromResult<AuthenticationHeaderValue?>(null);

    public void Refuse()
    {
    }
}
