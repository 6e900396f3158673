using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Istio.Core.Files;

/// <summary>
/// open(2) and statx(2): the base library opens a named pipe by waiting for its writer, and does not say what kind of file it has opened. Numbers are Linux's
/// on
/// x86-64 and arm64.
/// </summary>
internal static partial class FileSystem
{
    public const int NotFound = 2;
    public const int NoSuchDevice = 6;
    public const int AccessDenied = 13;
    public const int NotAFolder = 20;

    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const int NoControllingTerminal = 0x100;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const uint BasicStats = 0x7ff;

    /// <summary>Opens for reading without waiting for the writer of a pipe or for a device.</summary>
    /// <param name="error">Of errno(3); 0 when the handle is good.</param>
    public static SafeFileHandle Open(string path, out int error)
    {
        var descriptor = open(path, NonBlocking | CloseOnExec | NoControllingTerminal);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public static FileStamp? Stamp(string path, bool followsLinks) => Read(CurrentFolder, path, followsLinks ? 0 : NoFollow);

    public static FileStamp? Stamp(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "", EmptyPath);

    private static FileStamp? Read(int folder, string path, int flags)
    {
        if (statx(folder, path, flags, BasicStats, out var status) != 0)
        {
            return null;
        }

        var device = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor;
        return new(Kind(status.Mode), device, status.Inode, (long)status.Size, Nanoseconds(status.Modified), Nanoseconds(status.Changed));
    }

    // S_IFMT and its values.
    private static FileKind Kind(ushort mode) => (mode & 0xf000) switch
    {
        0x8000 => FileKind.RegularFile,
        0x4000 => FileKind.Folder,
        0xa000 => FileKind.Link,
        0x1000 => FileKind.NamedPipe,
        0xc000 => FileKind.Socket,
        _ => FileKind.Device,
    };

    private static long Nanoseconds(StatusTime time) => (time.Seconds * 1_000_000_000) + time.Nanoseconds;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int statx(int folder, string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct StatusTime
    {
        public readonly long Seconds;
        public readonly uint Nanoseconds;
        private readonly int _reserved;
    }

    /// <summary><c>struct statx</c>, the same on all machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [FieldOffset(28)]
        public readonly ushort Mode;

        [FieldOffset(32)]
        public readonly ulong Inode;

        [FieldOffset(40)]
        public readonly ulong Size;

        [FieldOffset(96)]
        public readonly StatusTime Changed;

        [FieldOffset(112)]
        public readonly StatusTime Modified;

        [FieldOffset(136)]
        public readonly uint DeviceMajor;

        [FieldOffset(140)]
        public readonly uint DeviceMinor;
    }
}
