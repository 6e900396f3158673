using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>
/// A rented buffer of one of the sizes of <see cref="BufferPool"/>. The renter returns it, in the same method or when its stream goes idle.
/// </summary>
public sealed class LoopBuffer
{
    private readonly NativeBlock _block;

    internal LoopBuffer(NativeBlock block, int sizeClass)
    {
        _block = block;
        SizeClass = sizeClass;
    }

    public int Length => _block.Size;

    public unsafe Span<byte> Span => new(Pointer, _block.Size);

    internal int SizeClass { get; }

    internal bool IsRented { get; set; }

    /// <summary>Behind this one in the pool's list of free buffers.</summary>
    internal LoopBuffer? NextFree { get; set; }

    /// <summary>Who rented it; kept in debug builds for the leak report.</summary>
    internal string? Owner { get; set; }

    internal unsafe byte* Pointer => IsRented ? _block.Pointer : throw new ObjectDisposedException(nameof(LoopBuffer), "The buffer was returned.");

    internal void Free() => _block.Dispose();
}
