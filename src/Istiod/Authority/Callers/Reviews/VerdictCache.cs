using System.Diagnostics.CodeAnalysis;

namespace Istiod.Authority.Callers.Reviews;

/// <summary>Verdicts by hashes of tokens, each for the same time, at most so many: the oldest makes room. Not for several threads.</summary>
internal sealed class VerdictCache(int capacity, TimeSpan life, TimeProvider time)
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Queue<(string Key, Entry Entry)> _byAge = new();

    public int Count => _entries.Count;

    public bool TryGet(string key, [NotNullWhen(true)] out TokenVerdict? verdict)
    {
        verdict = _entries.TryGetValue(key, out var entry) && !HasEnded(entry) ? entry.Verdict : null;
        return verdict is not null;
    }

    public void Put(string key, TokenVerdict verdict)
    {
        var entry = new Entry(verdict, time.GetTimestamp());
        _entries[key] = entry;
        _byAge.Enqueue((key, entry));
        while (_byAge.TryPeek(out var oldest) && (_byAge.Count > capacity || HasEnded(oldest.Entry)))
        {
            _byAge.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var held) && ReferenceEquals(held, oldest.Entry))
            {
                _entries.Remove(oldest.Key);
            }
        }
    }

    // Elapsed time: a clock that was set back must not keep a verdict.
    private bool HasEnded(Entry entry) => time.GetElapsedTime(entry.At) >= life;

    private sealed record Entry(TokenVerdict Verdict, long At);
}
