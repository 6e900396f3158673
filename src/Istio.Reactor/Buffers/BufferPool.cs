using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>
/// The buffers of one loop, in the sizes by which a copy grows with its traffic. Not thread safe: a loop rents from its own pool only.
/// </summary>
public sealed class BufferPool : IDisposable
{
    public const int Small = 1024;
    public const int Medium = 16 * 1024;
    public const int Large = 64 * 1024;
    public const int Bulk = 256 * 1024;

    private static readonly int[] Sizes = [Small, Medium, Large, Bulk];

    /// <summary>Free buffers kept per size; the rest goes back to the system, so a burst does not stay resident.</summary>
    private static readonly int[] Kept = [256, 64, 16, 8];

    private readonly Stack<LoopBuffer>[] _free = [.. Sizes.Select(_ => new Stack<LoopBuffer>())];
    private readonly HashSet<LoopBuffer>? _rentedForReport = TracksOwners ? [] : null;

    /// <summary>Buffers out at the moment. 0 when the loop is idle; tests assert it.</summary>
    public int RentedCount { get; private set; }

    private static bool TracksOwners =>
#if DEBUG
        true;
#else
        false;
#endif

    /// <summary>Rents a buffer of at least <paramref name="size"/> bytes.</summary>
    /// <param name="size">1 to <see cref="Bulk"/> bytes.</param>
    /// <param name="owner">Who holds it, for the leak report of debug builds; a constant such as a type name.</param>
    public LoopBuffer Rent(int size, string owner)
    {
        var sizeClass = SizeClassOf(size);
        if (!_free[sizeClass].TryPop(out var buffer))
        {
            buffer = new LoopBuffer(new NativeBlock(Sizes[sizeClass]), sizeClass);
        }

        buffer.IsRented = true;
        buffer.Owner = owner;
        _rentedForReport?.Add(buffer);
        RentedCount++;
        return buffer;
    }

    /// <summary>Takes a buffer back. Returning one twice is a bug and throws.</summary>
    public void Return(LoopBuffer buffer)
    {
        if (!buffer.IsRented)
        {
            throw new InvalidOperationException($"A buffer of {buffer.Owner} was returned twice.");
        }

        buffer.IsRented = false;
        _rentedForReport?.Remove(buffer);
        RentedCount--;
        if (_free[buffer.SizeClass].Count < Kept[buffer.SizeClass])
        {
            _free[buffer.SizeClass].Push(buffer);
        }
        else
        {
            buffer.Free();
        }
    }

    /// <summary>The owners of what is out now and how many buffers each holds; empty in release builds.</summary>
    public IReadOnlyDictionary<string, int> OwnersOfRented() =>
        _rentedForReport?.CountBy(buffer => buffer.Owner ?? "unknown").ToDictionary() ?? [];

    /// <summary>Frees the buffers that are not rented; rented ones are freed by the collector when their owners are gone.</summary>
    public void Dispose()
    {
        foreach (var stack in _free)
        {
            while (stack.TryPop(out var buffer))
            {
                buffer.Free();
            }
        }
    }

    private static int SizeClassOf(int size)
    {
        for (var i = 0; i < Sizes.Length; i++)
        {
            if (size <= Sizes[i])
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(size), size, $"The largest buffer has {Bulk} bytes.");
    }
}
