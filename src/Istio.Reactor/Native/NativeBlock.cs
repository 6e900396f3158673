using System.Runtime.InteropServices;

namespace Istio.Reactor.Native;

/// <summary>A block of memory outside the garbage collector's heap, so that system calls need no pinning and freed pages go back.</summary>
internal sealed unsafe class NativeBlock(int size) : IDisposable
{
    public byte* Pointer { get; private set; } = (byte*)NativeMemory.Alloc((nuint)size);

    public int Size { get; } = size;

    public Span<byte> Span => new(Pointer, Pointer is null ? 0 : Size);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    ~NativeBlock() => Release();

    private void Release()
    {
        if (Pointer is not null)
        {
            NativeMemory.Free(Pointer);
            Pointer = null;
            NativeHeap.NoteFreed(Size);
        }
    }
}
