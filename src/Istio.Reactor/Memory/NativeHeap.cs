using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>The C library's heap, where loops and OpenSSL have their memory.</summary>
public static class NativeHeap
{
    private static long _freed;

    /// <summary>Bytes that were freed since the start of the program, about: what tells whether <see cref="Trim"/> has something to give back.</summary>
    public static long FreedBytes => Volatile.Read(ref _freed);

    /// <summary>
    /// Gives whole free pages back to the system (malloc_trim(3)); free() does so by itself only at the top of the heap. Threads that allocate may wait
    /// for it: milliseconds after a flood, next to nothing otherwise.
    /// </summary>
    public static void Trim() => _ = LibC.malloc_trim(0);

    /// <summary>Called where much is freed.</summary>
    internal static void NoteFreed(int bytes) => Interlocked.Add(ref _freed, bytes);
}
