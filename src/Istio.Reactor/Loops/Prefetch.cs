using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Istio.Reactor;

/// <summary>
/// Asks the processor for memory that is needed a few microseconds later. A loop with hundreds of connections finds the objects of the next one out of its
/// cache; fetched during the system call before, they cost nothing. A hint: it changes no result and does nothing on processors without it.
/// </summary>
public static unsafe class Prefetch
{
    private const int LineSize = 64;

    /// <summary>The first two cache lines of an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Object(object target)
    {
        if (Sse.IsSupported)
        {
            // The collector may move the object meanwhile; then the hint was useless, and still harmless.
            var at = *(byte**)Unsafe.AsPointer(ref target);
            Sse.Prefetch0(at);
            Sse.Prefetch0(at + LineSize);
        }
    }
}
