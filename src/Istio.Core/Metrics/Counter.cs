using System.Runtime.CompilerServices;

namespace Istio.Core.Metrics;

/// <summary>A number that only grows.</summary>
/// <remarks>
/// Kept in a few cells on cache lines of their own, one for each of the threads that count most: all connections between two workloads share
/// one counter, and two event loops that add to one word for every chunk would wait for each other's cache line.
/// </remarks>
public sealed class Counter
{
    private const int Cells = 4;

    /// <summary>Two lines of 64 bytes: the hardware fetches them in pairs.</summary>
    private const int LongsPerCell = 16;

    private static int _threads;

    [ThreadStatic]
    private static int _cell;

    private readonly long[] _cells = new long[Cells * LongsPerCell];
    private Func<long>? _source;

    public long Value
    {
        get
        {
            var sum = 0L;
            for (var cell = 0; cell < Cells; cell++)
            {
                sum += Volatile.Read(ref _cells[cell * LongsPerCell]);
            }

            return _source is null ? sum : _source();
        }
    }

    public void Add(long amount) => Interlocked.Add(ref _cells[CellOfThread() * LongsPerCell], amount);

    public void Increment() => Add(1);

    /// <summary>Reads the value each time metrics are read: it is counted elsewhere.</summary>
    public void Observe(Func<long> source) => _source = source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CellOfThread() => _cell > 0 ? _cell - 1 : ChooseCell();

    /// <summary>Threads take the cells in turn; more threads than cells share them, which Interlocked makes right.</summary>
    private static int ChooseCell()
    {
        _cell = 1 + (int)((uint)Interlocked.Increment(ref _threads) % Cells);
        return _cell - 1;
    }
}
