using System.Security.Cryptography;
using System.Text;

namespace Istiod.Authority.Callers.Reviews;

/// <summary>
/// Reviews with a memory: equal tokens share one call, an accepted token is not reviewed again for 10 s, a refused one for 1 s. Tokens are remembered as
/// hashes. Any thread.
/// </summary>
/// <param name="ask">Reviews one token; its end is not that of a caller.</param>
internal sealed class SharedReviews(Func<string, CancellationToken, Task<TokenVerdict>> ask, TimeProvider time) : IDisposable
{
    /// <summary>So long a token stays good after its pod or its account was deleted.</summary>
    private static readonly TimeSpan AcceptedFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(1);

    private const int Capacity = 4096;

    /// <summary>What strangers may make istiod ask at a time; further callers wait for a free place, or are told to come again.</summary>
    private const int MostCalls = 64;

    private readonly Lock _gate = new();
    private readonly VerdictCache _accepted = new(Capacity, AcceptedFor, time);
    private readonly VerdictCache _refused = new(Capacity, RefusedFor, time);
    private readonly Dictionary<string, Task<TokenVerdict>> _running = [];
    private readonly CancellationTokenSource _stopping = new();

    public ValueTask<TokenVerdict> ReviewAsync(string token, CancellationToken cancellation)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        Task<TokenVerdict>? call;
        lock (_gate)
        {
            if (_accepted.TryGet(key, out var verdict) || _refused.TryGet(key, out verdict))
            {
                return ValueTask.FromResult(verdict);
            }

            if (!_running.TryGetValue(key, out call))
            {
                if (_running.Count >= MostCalls)
                {
                    return ValueTask.FromResult(TokenVerdict.Unanswered($"{MostCalls} other tokens are being reviewed, the bearer must try again"));
                }

                // Not within the lock: what the call does at once must not hold up others.
                call = Task.Run(() => CallAsync(key, token), CancellationToken.None);
                _running.Add(key, call);
            }
        }

        return new(call.WaitAsync(cancellation));
    }

    /// <summary>Ends the calls; who waits for one is told so.</summary>
    public void Dispose() => _stopping.Cancel();

    private async Task<TokenVerdict> CallAsync(string key, string token)
    {
        TokenVerdict verdict;
        try
        {
            verdict = await ask(token, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            verdict = TokenVerdict.Unanswered("istiod stops");
        }
        catch (Exception failure)
        {
            Logs.Security.Error($"the review of a token failed: {failure}");
            verdict = TokenVerdict.Unanswered("the review failed, see the log of istiod");
        }

        lock (_gate)
        {
            _running.Remove(key);
            if (verdict.IsFinal)
            {
                (verdict.IsAccepted ? _accepted : _refused).Put(key, verdict);
            }
        }

        return verdict;
    }
}
