using System.Runtime.InteropServices;

namespace Istio.Reactor.Native;

/// <summary>Error numbers of Linux (the generic table, shared by x86-64 and arm64).</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int EPIPE = 32;
    public const int EADDRINUSE = 98;
    public const int EADDRNOTAVAIL = 99;
    public const int ENETDOWN = 100;
    public const int ENETUNREACH = 101;
    public const int ECONNABORTED = 103;
    public const int ECONNRESET = 104;
    public const int ENOBUFS = 105;
    public const int ETIMEDOUT = 110;
    public const int ECONNREFUSED = 111;
    public const int EHOSTUNREACH = 113;
    public const int EINPROGRESS = 115;

    public static FailureReason Classify(int errno) => errno switch
    {
        ECONNRESET or ECONNABORTED => FailureReason.Reset,
        EPIPE => FailureReason.BrokenPipe,
        ECONNREFUSED => FailureReason.Refused,
        ETIMEDOUT => FailureReason.TimedOut,
        EHOSTUNREACH or ENETUNREACH or ENETDOWN => FailureReason.Unreachable,
        EADDRINUSE => FailureReason.AddressInUse,
        EADDRNOTAVAIL => FailureReason.AddressNotAvailable,
        EPERM or EACCES => FailureReason.PermissionDenied,
        ENOMEM or ENFILE or EMFILE or ENOBUFS => FailureReason.ResourceExhausted,
        _ => FailureReason.System,
    };

    public static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
