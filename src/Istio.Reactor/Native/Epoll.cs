using System.Runtime.InteropServices;

namespace Istio.Reactor.Native;

/// <summary>
/// Constants of epoll and the two layouts of <c>struct epoll_event</c>: packed to 12 bytes on x86-64, naturally aligned to 16 elsewhere.
/// </summary>
internal static unsafe class Epoll
{
    public const int CLOEXEC = 0x80000;
    public const int CTL_ADD = 1;

    public const uint IN = 0x001;
    public const uint OUT = 0x004;
    public const uint ERR = 0x008;
    public const uint HUP = 0x010;
    public const uint RDHUP = 0x2000;
    public const uint EdgeTriggered = 1u << 31;

    public static int EventSize => DataOffset + sizeof(ulong);

    private static int DataOffset => IsPacked ? 4 : 8;

    private static bool IsPacked => RuntimeInformation.ProcessArchitecture is Architecture.X64;

    public static uint EventsOf(byte* at) => *(uint*)at;

    public static ulong DataOf(byte* at) => *(ulong*)(at + DataOffset);

    public static void Write(byte* at, uint events, ulong data)
    {
        *(uint*)at = events;
        *(ulong*)(at + DataOffset) = data;
    }
}
