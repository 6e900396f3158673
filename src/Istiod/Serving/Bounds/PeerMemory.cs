namespace Istiod.Serving.Bounds;

/// <summary>
/// What all peers of one sort together may make istiod keep in memory. Strangers have shares of their own, so that they take none from those who are known.
/// </summary>
/// <param name="receiving">Bytes of messages larger than <see cref="MessageKind.Small"/> that are arriving.</param>
/// <param name="handling">Weight of such messages while they are parsed and answered.</param>
/// <param name="held">Weight of nodes and subscriptions of open streams.</param>
internal sealed class PeerMemory(long receiving, long handling, long held) : IDisposable
{
    private const long Mebi = 1024 * 1024;

    public MemoryShare Receiving { get; } = new(receiving);

    public MemoryShare Handling { get; } = new(handling);

    public MemoryShare Held { get; } = new(held);

    /// <summary>Of peers who have proved who they are.</summary>
    public static PeerMemory OfCallers() => new(256 * Mebi, 512 * Mebi, 1024 * Mebi);

    /// <summary>Of all others, those on the port in clear among them.</summary>
    public static PeerMemory OfStrangers() => new(32 * Mebi, 64 * Mebi, 256 * Mebi);

    public void Dispose()
    {
        Receiving.Dispose();
        Handling.Dispose();
        Held.Dispose();
    }
}
