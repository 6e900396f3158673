namespace Istio.Kubernetes.Writers;

/// <summary>One event and how often it happened. Guarded by the recorder's lock.</summary>
internal sealed class EventSeries(EventNote note, string name, DateTimeOffset first)
{
    public EventNote Note => note;

    /// <summary>Of the object on the server.</summary>
    public string Name => name;

    public DateTimeOffset First { get; } = first;

    public DateTimeOffset Last { get; private set; } = first;

    public int Count { get; private set; } = 1;

    /// <summary>How often it had happened when the server was last told; 0 before.</summary>
    public int Written { get; set; }

    public void Repeat(DateTimeOffset at) => (Last, Count) = (at, Count + 1);
}
