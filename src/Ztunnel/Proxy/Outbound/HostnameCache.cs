using Istio.Core.Net;

namespace Ztunnel.Proxy.Outbound;

/// <summary>
/// Remembers what host names resolve to, for every loop. One question at a time for each name: who asks meanwhile waits for the same answer. The machine's
/// resolver does not say for how long an answer holds, so each holds for <see cref="TimeToLive"/>.
/// </summary>
/// <param name="lookUp">Asks for the addresses of a name; see <see cref="MachineResolver.LookUpAsync"/>.</param>
internal sealed class HostnameCache(Func<string, Task<IpAddress[]?>> lookUp, TimeProvider time)
{
    /// <summary>The most names that are remembered, as many as Istio remembers; the oldest goes first.</summary>
    public const int Capacity = 4096;

    /// <summary>As long as Envoy takes an answer for good that came without a time to live.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<(string Hostname, Answer Answer)> _byAge = new();
    private readonly Dictionary<string, Task<IpAddress[]>> _questions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The addresses of a name, without waiting while a recent answer is known; empty when it does not resolve.</summary>
    public ValueTask<IpAddress[]> LookUpAsync(string hostname)
    {
        lock (_lock)
        {
            if (_answers.TryGetValue(hostname, out var answer) && IsRecent(answer))
            {
                return new(answer.Addresses);
            }

            if (!_questions.TryGetValue(hostname, out var question))
            {
                // On a thread of the pool, so that it is registered here before it can end.
                question = Task.Run(() => AskAsync(hostname));
                _questions.Add(hostname, question);
            }

            return new(question);
        }
    }

    private async Task<IpAddress[]> AskAsync(string hostname)
    {
        IpAddress[]? addresses = null;
        try
        {
            addresses = await lookUp(hostname);
        }
        finally
        {
            lock (_lock)
            {
                _questions.Remove(hostname);
                if (addresses is not null)
                {
                    Store(hostname, new(addresses, time.GetTimestamp()));
                }
            }
        }

        return addresses ?? [];
    }

    private void Store(string hostname, Answer answer)
    {
        // All answers hold equally long, so the oldest are also those that are over.
        while (_byAge.TryPeek(out var oldest) && (_answers.Count >= Capacity || !IsRecent(oldest.Answer)))
        {
            _byAge.Dequeue();
            if (_answers.TryGetValue(oldest.Hostname, out var current) && current == oldest.Answer)
            {
                _answers.Remove(oldest.Hostname);
            }
        }

        _answers[hostname] = answer;
        _byAge.Enqueue((hostname, answer));
    }

    private bool IsRecent(Answer answer) => time.GetElapsedTime(answer.At) < TimeToLive;

    /// <summary>Compared by reference: what is remembered of a name now, or something older.</summary>
    private sealed class Answer(IpAddress[] addresses, long at)
    {
        public IpAddress[] Addresses { get; } = addresses;

        public long At { get; } = at;
    }
}
