using System.Buffers;
using System.IO.Pipes;
using System.Text;
using Istio.Core.Logging;
using Istio.Core.Metrics;

namespace Istio.Core.Tests.Logging;

[Collection(nameof(LogOutput))]
public sealed class LogOutputTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Then = new(2026, 11, 24, 15, 52, 2, 138, 176, TimeSpan.Zero);

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Then;
    }

    [Fact]
    public void Istiod_leaves_the_default_scope_out() =>
        Assert.Equal("2026-11-24T15:52:02.138176Z\tinfo\tready\n", Lines(LogFormat.Istio, () => LogScope.Get("default", "").Info("ready")));

    [Fact]
    public void Istiod_names_other_scopes() =>
        Assert.Equal("2026-11-24T15:52:02.138176Z\twarn\tads\tpush 7\n", Lines(LogFormat.Istio, () => LogScope.Get("ads", "").Warn($"push {7}")));

    [Fact]
    public void Ztunnel_ends_the_message_with_a_tab_and_separates_fields_by_spaces() =>
        Assert.Equal(
            "2026-11-24T15:52:02.138176Z\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.1:5 src.workload=\"web \\\"1\\\"\" bytes_sent=9\n"
            + "2026-11-24T15:52:02.138176Z\tinfo\tapp\tproxy mode enabled\t\n",
            Lines(LogFormat.Ztunnel, () =>
            {
                LogScope.Get("access", "").Begin(LogLevel.Info, "connection complete")
                    .Value("src.addr", System.Net.IPEndPoint.Parse("10.0.0.1:5")).Text("src.workload", "web \"1\"").TextIf("dst.service", null).Value("bytes_sent", 9L).Write();
                LogScope.Get("app", "").Info("proxy mode enabled");
            }));

    [Fact]
    public void Json_puts_fields_at_the_top_level() =>
        Assert.Equal(
            "{\"level\":\"info\",\"time\":\"2026-11-24T15:52:02.138176Z\",\"scope\":\"access\",\"message\":\"done\",\"n\":1,\"who\":\"a\\u0001\"}\n",
            Lines(LogFormat.ZtunnelJson, () => LogScope.Get("access", "").Begin(LogLevel.Info, "done").Value("n", 1).Text("who", "a\u0001").Write()));

    [Fact]
    public void A_message_cannot_begin_a_line_of_its_own() =>
        Assert.Equal("2026-11-24T15:52:02.138176Z\tinfo\tapp\ta\\nb\n", Lines(LogFormat.Istio, () => LogScope.Get("app", "").Info("a\nb")));

    [Fact]
    public void A_silent_scope_does_not_even_format()
    {
        var scope = LogScope.Get("silent", "");
        var asked = 0;
        string Expensive() => (++asked).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Lines(LogFormat.Istio, () => scope.Debug($"{Expensive()}"));
        Assert.Equal(0, asked);
    }

    [Fact]
    public void Levels_are_set_by_scope_and_nothing_changes_when_a_part_is_wrong()
    {
        var ads = LogScope.Get("levels-ads", "");
        var other = LogScope.Get("levels-other", "");
        try
        {
            Assert.True(LogLevels.TrySet("default:warn,levels-ads:debug", out _));
            Assert.Equal((LogLevel.Debug, LogLevel.Warn), (ads.Level, other.Level));
            Assert.False(LogLevels.TrySet("error,levels-ads=loud", out var error));
            Assert.Contains("loud", error, StringComparison.Ordinal);
            Assert.Equal((LogLevel.Debug, LogLevel.Warn), (ads.Level, other.Level));
            Assert.Equal(LogLevel.Warn, LogScope.Get("levels-later", "").Level);
        }
        finally
        {
            LogLevels.Reset();
        }
    }

    [Fact]
    public void Lines_of_many_threads_are_all_written_whole()
    {
        var text = Lines(LogFormat.Istio, () => Parallel.For(0, 2000, i => LogScope.Get("many", "").Info($"line {i} {new string('x', 600)} end")));
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2000, lines.Distinct().Count());
        Assert.All(lines, line => Assert.EndsWith(" end", line));
    }

    [Fact]
    public async Task A_pipe_without_a_reader_stops_no_writer_and_dropped_lines_are_counted_and_reported()
    {
        const int Count = 16_000;
        await using var log = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reader = new StreamReader(new AnonymousPipeClientStream(PipeDirection.In, log.ClientSafePipeHandle));
        LogOutput.Configure(LogFormat.Istio, log, new StoppedClock());
        var before = LogOutput.DroppedLines;
        var text = new string('x', 1000);

        await Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                LogScope.Get("unread", "").Info(text);
            }
        }).WaitAsync(Deadline);
        var dropped = LogOutput.DroppedLines - before;
        Assert.InRange(dropped, Count / 2, Count - 1);
        Assert.False(LogOutput.Flush(TimeSpan.FromMilliseconds(50)), "nobody has read");

        // Once it is read the log goes on, and says what is missing.
        var lines = await ReadUntilAsync(reader, line => line.Contains("log lines were dropped", StringComparison.Ordinal));
        Assert.Equal($"2026-11-24T15:52:02.138176Z\twarn\tlog\t{dropped} log lines were dropped: whoever reads the log is slower than this program writes it", lines[^1]);
        var rest = ReadUntilAsync(reader, line => line.EndsWith("\tlast", StringComparison.Ordinal));
        LogScope.Get("unread", "").Info("last");
        lines.AddRange(await rest);
        Assert.Equal(Count - dropped, lines.Count(line => line.EndsWith(text, StringComparison.Ordinal)));
        Assert.Equal(before + dropped, LogOutput.DroppedLines);
        LogOutput.Configure(LogFormat.Istio, Stream.Null);
    }

    [Fact]
    public void Lines_that_cannot_be_written_are_counted()
    {
        var before = LogOutput.DroppedLines;
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.DisposeLocalCopyOfClientHandle();
        LogOutput.Configure(LogFormat.Istio, pipe);
        LogScope.Get("broken", "").Info("nobody");
        Assert.True(LogOutput.Flush(Deadline));
        Assert.Equal(before + 1, LogOutput.DroppedLines);
        Assert.EndsWith("\tafter\n2026-11-24T15:52:02.138176Z\twarn\tlog\t1 log lines were dropped: whoever reads the log is slower than this program writes it\n", Lines(LogFormat.Istio, () => LogScope.Get("broken", "").Info("after")));
    }

    [Fact]
    public void The_count_of_dropped_lines_is_a_metric()
    {
        var metrics = new MetricRegistry();
        LogMetrics.Register(metrics);
        var text = new ArrayBufferWriter<byte>();
        metrics.Write(text, MetricFormat.Prometheus);
        Assert.Contains($"\nistio_log_lines_dropped {LogOutput.DroppedLines}\n", Encoding.UTF8.GetString(text.WrittenSpan), StringComparison.Ordinal);
    }

    private static Task<List<string>> ReadUntilAsync(StreamReader reader, Func<string, bool> isLast) => Task.Run(async () =>
    {
        var lines = new List<string>();
        do
        {
            var line = await reader.ReadLineAsync();
            Assert.NotNull(line);
            lines.Add(line);
        }
        while (!isLast(lines[^1]));
        return lines;
    }).WaitAsync(Deadline);

    private static string Lines(LogFormat format, Action write)
    {
        using var stream = new MemoryStream();
        LogOutput.Configure(format, stream, new StoppedClock());
        write();
        LogOutput.Configure(LogFormat.Istio, Stream.Null);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
