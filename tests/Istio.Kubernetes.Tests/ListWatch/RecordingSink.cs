using System.Threading.Channels;
using Istio.Kubernetes.ListWatch;

namespace Istio.Kubernetes.Tests.ListWatch;

/// <summary>Keeps what a reflector says: the objects as they are, and each call in order.</summary>
internal sealed class RecordingSink : IWatchSink
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _objects = [];
    private readonly Channel<string> _calls = Channel.CreateUnbounded<string>();
    private HashSet<string>? _listed;

    /// <summary>Versions by NAMESPACE/NAME.</summary>
    public Dictionary<string, string> Objects
    {
        get
        {
            lock (_gate)
            {
                return new(_objects);
            }
        }
    }

    public void BeginList() => Note("begin", () => _listed = []);

    public void Put(in ObjectHead head, ReadOnlySpan<byte> json)
    {
        var (name, version) = ($"{head.Namespace}/{head.Name}", head.Version);
        Note($"put {name}", () =>
        {
            _objects[name] = version;
            _listed?.Add(name);
        });
    }

    public void Remove(in ObjectHead head)
    {
        var name = $"{head.Namespace}/{head.Name}";
        Note($"remove {name}", () => _objects.Remove(name));
    }

    public void EndList() => Note("end", () =>
    {
        foreach (var gone in _objects.Keys.Except(_listed!).ToList())
        {
            _objects.Remove(gone);
        }

        _listed = null;
    });

    /// <summary>Waits until this call is made.</summary>
    public async Task UntilAsync(string call)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await _calls.Reader.ReadAsync(limit.Token) != call)
        {
        }
    }

    private void Note(string call, Action change)
    {
        lock (_gate)
        {
            change();
        }

        _calls.Writer.TryWrite(call);
    }
}
