using Istio.Kubernetes.Client;

namespace Istioctl.Playground.Kubernetes;

internal static class ApiRefusal
{
    /// <summary>Asks an API server; what it refuses, and that it does not answer, becomes a sentence for the user.</summary>
    /// <param name="subject">What is asked about, for example <c>Pod default/curl</c>.</param>
    /// <exception cref="CannotStart">It refused, or did not answer.</exception>
    public static async Task<T> ExplainAsync<T>(ApiClient client, string subject, Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ApiException refused)
        {
            throw new CannotStart(
                $"The API server {client.Address} refused what was asked about {subject}: {refused.Message.TrimEnd('.')}.",
                "The kubeconfig needs the rights of a cluster's administrator.");
        }
        catch (Exception silent) when (silent is HttpRequestException or IOException)
        {
            throw new CannotStart(
                $"The API server {client.Address} does not answer: {silent.Message.TrimEnd('.')}.", "Check that it runs, and that the kubeconfig is right.");
        }
    }
}
