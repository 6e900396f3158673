using System.Threading.Channels;

namespace Istiod.Authority.Distribution;

/// <summary>
/// The namespaces that are to be looked at: each once, however often it was named, and never by two workers at a time. One that failed comes again later, at
/// most <see cref="MostAttempts"/> times in a row; a change begins anew. Any thread.
/// </summary>
internal sealed class NamespaceQueue(TimeProvider time) : IDisposable
{
    public const int MostAttempts = 5;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private bool _isDisposed;

    /// <summary>Something about the namespace has changed.</summary>
    public void Add(string ns)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(ns, out var entry))
            {
                _entries.Add(ns, entry = new());
                MakeReady(ns, entry);
                return;
            }

            entry.Attempts = 0;
            entry.IsNamedAgain = entry.IsTaken;
            if (entry.Delay is not null)
            {
                MakeReady(ns, entry);
            }
        }
    }

    /// <summary>The next namespace; <see cref="Done"/> or <see cref="TryLater"/> gives it back.</summary>
    public async ValueTask<string> TakeAsync(CancellationToken cancellation)
    {
        var ns = await _ready.Reader.ReadAsync(cancellation);
        lock (_lock)
        {
            _entries[ns].IsTaken = true;
            return ns;
        }
    }

    public void Done(string ns)
    {
        lock (_lock)
        {
            var entry = _entries[ns];
            if (entry.IsNamedAgain)
            {
                MakeReady(ns, entry);
            }
            else
            {
                _entries.Remove(ns);
            }
        }
    }

    /// <returns>False when there were enough attempts: only a change brings it back.</returns>
    public bool TryLater(string ns)
    {
        lock (_lock)
        {
            var entry = _entries[ns];
            entry.IsTaken = entry.IsNamedAgain = false;
            if (++entry.Attempts >= MostAttempts)
            {
                _entries.Remove(ns);
                return false;
            }

            var delay = FirstDelay * (1 << (entry.Attempts - 1)) * (0.5 + Random.Shared.NextDouble());
            entry.Delay = _isDisposed ? null : time.CreateTimer(_ => Return(ns, entry), null, delay, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var entry in _entries.Values)
            {
                entry.Delay?.Dispose();
            }
        }
    }

    private void Return(string ns, Entry entry)
    {
        lock (_lock)
        {
            if (entry.Delay is not null)
            {
                MakeReady(ns, entry);
            }
        }
    }

    private void MakeReady(string ns, Entry entry)
    {
        entry.Delay?.Dispose();
        entry.Delay = null;
        entry.IsTaken = entry.IsNamedAgain = false;
        _ready.Writer.TryWrite(ns);
    }

    private sealed class Entry
    {
        /// <summary>In a row, all of which failed.</summary>
        public int Attempts { get; set; }

        public bool IsTaken { get; set; }

        /// <summary>While it was taken.</summary>
        public bool IsNamedAgain { get; set; }

        /// <summary>Until it is tried again.</summary>
        public ITimer? Delay { get; set; }
    }
}
