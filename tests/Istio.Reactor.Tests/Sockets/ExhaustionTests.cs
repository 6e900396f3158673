using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Istio.Core.Logging;
using Istio.Core.Metrics;
using Istio.Core.Net;

namespace Istio.Reactor.Tests.Sockets;

/// <summary>A process without descriptors: accepting pauses, says so once, counts, and goes on.</summary>
[Collection(nameof(Alone))]
public sealed partial class ExhaustionTests : LoopTest
{
    private const int RLIMIT_NOFILE = 7;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Accepting_that_pauses_says_so_once_and_goes_on()
    {
        using var output = new MemoryStream();
        LogOutput.Configure(LogFormat.Ztunnel, output);
        try
        {
            var address = await ExhaustAsync();
            LogOutput.Flush();
            var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n').Where(line => line.Contains($"accepting on {address} pauses", StringComparison.Ordinal));
            Assert.Contains("limit of open files", Assert.Single(lines), StringComparison.Ordinal);
        }
        finally
        {
            LogOutput.Configure(LogFormat.Istio); // other tests still write lines
        }
    }

    /// <returns>Where the listener was.</returns>
    private async Task<IpPort> ExhaustAsync()
    {
        var pauses = new Counter();
        using var accepted = new SemaphoreSlim(0);
        TcpListener? listener = null;
        await OnLoop(() =>
        {
            listener = TcpListener.Listen(Loop, AnyPort, new TcpListenOptions { Pauses = pauses }, stream =>
            {
                stream.Dispose();
                accepted.Release();
            }).Require();
            return Task.CompletedTask;
        });
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var address = new IPEndPoint(IPAddress.Loopback, listener!.LocalAddress.Port);

        // Once with descriptors: the runtime loads what all this needs, for which it could open no file later.
        LogScope.Get("reactor", "").Warn($"the log is at work for {address.Port}");
        LogOutput.Flush();
        ConnectAndWait(first, address, pauses, 0);
        Assert.True(await accepted.WaitAsync(Timeout, TestContext.Current.CancellationToken));

        WithoutDescriptors(() => ConnectAndWait(second, address, pauses, 3));

        Assert.True(await accepted.WaitAsync(Timeout, TestContext.Current.CancellationToken));
        await OnLoop(() =>
        {
            listener!.Dispose();
            return Task.CompletedTask;
        });
        return listener!.LocalAddress;
    }

    private static void ConnectAndWait(Socket client, IPEndPoint address, Counter pauses, int times)
    {
        client.Connect(address);
        Assert.True(SpinWait.SpinUntil(() => pauses.Value >= times, Timeout), $"{pauses.Value} pauses");
    }

    /// <summary>Lowers the limit to the descriptors in use and fills the gaps below it.</summary>
    private static unsafe void WithoutDescriptors(Action body)
    {
        var before = stackalloc ulong[2];
        Assert.Equal(0, getrlimit(RLIMIT_NOFILE, before));
        var lowered = stackalloc ulong[2];
        lowered[0] = 1 + Directory.GetFileSystemEntries("/proc/self/fd").Max(path => ulong.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture));
        lowered[1] = before[1];
        var fillers = new Stack<int>(1024);
        try
        {
            Assert.Equal(0, setrlimit(RLIMIT_NOFILE, lowered));
            for (var fd = dup(0); fd >= 0; fd = dup(0))
            {
                fillers.Push(fd);
            }

            body();
        }
        finally
        {
            while (fillers.TryPop(out var fd))
            {
                _ = close(fd);
            }

            _ = setrlimit(RLIMIT_NOFILE, before);
        }
    }

    [LibraryImport("libc")]
    private static unsafe partial int getrlimit(int resource, ulong* limit);

    [LibraryImport("libc")]
    private static unsafe partial int setrlimit(int resource, ulong* limit);

    [LibraryImport("libc")]
    private static partial int dup(int fd);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
