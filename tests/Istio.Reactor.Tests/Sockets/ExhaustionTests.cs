using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Istio.Core.Logging;
using Istio.Core.Metrics;

namespace Istio.Reactor.Tests.Sockets;

/// <summary>A process without descriptors: accepting pauses, says so once, counts, and goes on.</summary>
[Collection(nameof(Alone))]
public sealed partial class ExhaustionTests : LoopTest
{
    private const int RLIMIT_NOFILE = 7;

    [Fact]
    public async Task Accepting_that_pauses_says_so_once_and_goes_on()
    {
        using var output = new MemoryStream();
        LogOutput.Configure(LogFormat.Ztunnel, output);
        var pauses = new Counter();
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TcpListener? listener = null;
        await OnLoop(() =>
        {
            listener = TcpListener.Listen(Loop, AnyPort, new TcpListenOptions { Pauses = pauses }, stream =>
            {
                stream.Dispose();
                accepted.SetResult();
            }).Require();
            return Task.CompletedTask;
        });
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        LogScope.Get("reactor", "").Warn("the log is at work");
        LogOutput.Flush();

        WithoutDescriptors(() =>
        {
            client.Connect(new IPEndPoint(IPAddress.Loopback, listener!.LocalAddress.Port));
            Assert.True(SpinWait.SpinUntil(() => pauses.Value >= 3, TimeSpan.FromSeconds(20)), $"{pauses.Value} pauses");
        });

        await accepted.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await OnLoop(() =>
        {
            listener!.Dispose();
            return Task.CompletedTask;
        });
        LogOutput.Flush();
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n').Where(line => line.Contains($"accepting on {listener!.LocalAddress} pauses", StringComparison.Ordinal));
        Assert.Contains("limit of open files", Assert.Single(lines), StringComparison.Ordinal);
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
