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

    /// <summary>The first free buffer of each size; the others hang behind it.</summary>
    private readonly LoopBuffer?[] _free = new LoopBuffer?[Sizes.Length];
    private readonly int[] _freeCount = new int[Sizes.Length];
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
        if (_free[sizeClass] is { } buffer)
        {
            _free[sizeClass] = buffer.NextFree;
            _freeCount[sizeClass]--;
        }
        else
        {
            buffer = new LoopBuffer(new NativeBlock(Sizes[sizeClass]), sizeClass);
        }

        buffer.IsRented = true;
        RentedCount++;
        NoteOwner(buffer, owner);
        return buffer;
    }

    /// <summary>Takes a buffer back. Returning one twice is a bug and throws.</summary>
    public void Return(LoopBuffer buffer)
    {
        if (!buffer.IsRented)
        {
            throw new InvalidOperationException($"A buffer of {buffer.Owner ?? "an owner that release builds do not note"} was returned twice.");
        }

        buffer.IsRented = false;
        _rentedForReport?.Remove(buffer);
        RentedCount--;
        ref var count = ref _freeCount[buffer.SizeClass];
        if (count == Kept[buffer.SizeClass])
        {
            buffer.Free();
            return;
        }

        count++;
        buffer.NextFree = _free[buffer.SizeClass];
        _free[buffer.SizeClass] = buffer;
    }

    /// <summary>The owners of what is out now and how many buffers each holds; empty in release builds.</summary>
    public IReadOnlyDictionary<string, int> OwnersOfRented() =>
        _rentedForReport?.CountBy(buffer => buffer.Owner ?? "unknown").ToDictionary() ?? [];

    /// <summary>Frees the buffers that are not rented; rented ones are freed by the collector when their owners are gone.</summary>
    public void Dispose()
    {
        for (var sizeClass = 0; sizeClass < Sizes.Length; sizeClass++)
        {
            for (var buffer = _free[sizeClass]; buffer is not null; buffer = buffer.NextFree)
            {
                buffer.Free();
            }

            _free[sizeClass] = null;
            _freeCount[sizeClass] = 0;
        }
    }

    /// <summary>Only for the leak report of debug builds.</summary>
    private void NoteOwner(LoopBuffer buffer, string owner)
    {
        if (_rentedForReport is not null)
        {
            buffer.Owner = owner;
            _rentedForReport.Add(buffer);
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
