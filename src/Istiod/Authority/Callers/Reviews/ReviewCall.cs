using System.Text.Json;
using Istio.Core.Values;
using Istio.Kubernetes.Client;

namespace Istiod.Authority.Callers.Reviews;

/// <summary>Asks the API server about one token.</summary>
/// <param name="audiences">One of them must be the token's.</param>
internal sealed class ReviewCall(ApiClient api, ValueList<string> audiences, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly string Path = new Resource("authentication.k8s.io", "v1", "tokenreviews", IsNamespaced: false).Path();

    /// <returns>A verdict, also when the server cannot be reached.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was.</exception>
    public async Task<TokenVerdict> AskAsync(string token, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            var answer = await api.SendAsync(HttpMethod.Post, Path, contentType: null, ReviewMessages.Write(token, audiences), either.Token);
            return ReviewMessages.Read(answer, audiences);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Unanswered($"{api.Address} did not answer within {Limit.TotalSeconds:F0}s");
        }
        catch (ApiException refused)
        {
            return Unanswered($"{api.Address} refuses the review: {refused.Message}");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException)
        {
            return Unanswered($"{api.Address}: {failed.Message}");
        }
    }

    private static TokenVerdict Unanswered(string reason)
    {
        Logs.Security.Warn($"a token cannot be reviewed, its bearer must try again: {reason}");
        return TokenVerdict.Unanswered($"the token cannot be reviewed now: {reason}");
    }
}
