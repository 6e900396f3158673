using System.Runtime.InteropServices;

namespace Istioctl.Programs;

/// <summary>kill(2): the base library can only end a process, not ask it to end or halt it.</summary>
internal static partial class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>False when there is no such process any more.</summary>
    public static bool Send(int processId, int signal) => kill(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int kill(int processId, int signal);
}
