using System.Threading.Channels;
using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.Writers;

/// <summary>
/// Writes events about objects. The same event again within <see cref="SeriesEnd"/> is counted in one object, which is written at most once in
/// <see cref="Interval"/>; of more different ones than <see cref="MostSeries"/> at a time the new ones are dropped and counted in the log.
/// </summary>
/// <param name="controller">Who says it, for instance <c>istio.io/gateway-controller</c>.</param>
/// <param name="instance">The pod that says it.</param>
public sealed class EventRecorder(ObjectWriter writer, string controller, string instance, TimeProvider time)
{
    /// <summary>How many different events are counted at a time.</summary>
    public const int MostSeries = 1024;

    private const int LongestName = 200;

    private static readonly Resource Events = new("events.k8s.io", "v1", "events");

    private readonly Lock _lock = new();
    private readonly Dictionary<EventNote, EventSeries> _series = [];
    private readonly Channel<EventSeries> _new = Channel.CreateBounded<EventSeries>(MostSeries);
    private int _dropped;

    /// <summary>The time between two writes of the same event.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An event that did not happen for so long is a new one when it happens again.</summary>
    public TimeSpan SeriesEnd { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>Takes note of an event; <see cref="RunAsync"/> writes it. Any thread, never waits.</summary>
    public void Record(EventNote note)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_series.TryGetValue(note, out var series))
            {
                series.Repeat(now);
                return;
            }

            series = new(note, NameOf(note.Regarding), now);
            if (_series.Count < MostSeries && _new.Writer.TryWrite(series))
            {
                _series.Add(note, series);
            }
            else
            {
                _dropped++;
            }
        }
    }

    /// <summary>Writes events until it is cancelled. What the server refuses is dropped: events are no record to rely on.</summary>
    public async Task RunAsync(CancellationToken stopping) => await Task.WhenAll(WriteNewAsync(stopping), WriteRepeatedAsync(stopping));

    private async Task WriteNewAsync(CancellationToken stopping)
    {
        await foreach (var series in _new.Reader.ReadAllAsync(stopping))
        {
            var target = Target(series);
            if (await TryAsync(series, writer.CreateAsync(target, EventJson.Of(series, target.Namespace, controller, instance), stopping)))
            {
                lock (_lock)
                {
                    series.Written = 1;
                }
            }
        }
    }

    private async Task WriteRepeatedAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var (series, count, last) in TakeRepeated())
            {
                await TryAsync(series, writer.MergePatchAsync(Target(series), EventJson.OfSeries(count, last), stopping));
            }
        }
    }

    /// <summary>Also forgets those that are over.</summary>
    private List<(EventSeries Series, int Count, DateTimeOffset Last)> TakeRepeated()
    {
        lock (_lock)
        {
            var repeated = new List<(EventSeries, int, DateTimeOffset)>();
            var now = time.GetUtcNow();
            foreach (var (note, series) in _series)
            {
                if (series.Written > 0 && series.Written < series.Count)
                {
                    series.Written = series.Count;
                    repeated.Add((series, series.Count, series.Last));
                }
                else if ((now - series.Last).Duration() > SeriesEnd)
                {
                    _series.Remove(note);
                }
            }

            if (_dropped > 0)
            {
                Logs.Kube.Warn($"{_dropped} events of {controller} were dropped: more than {MostSeries} different ones within {SeriesEnd.TotalMinutes:F0} minutes");
                _dropped = 0;
            }

            return repeated;
        }
    }

    private async Task<bool> TryAsync(EventSeries series, Task<byte[]> write)
    {
        try
        {
            await write;
            return true;
        }
        catch (Exception failure) when (failure is ApiException or HttpRequestException or IOException)
        {
            Logs.Kube.Debug($"the event {series.Note.Reason} about {series.Note.Regarding} was not written: {failure.Message}");
            lock (_lock)
            {
                _series.Remove(series.Note);
            }

            return false;
        }
    }

    /// <summary>Events about objects of the cluster are in the namespace <c>default</c>, where Kubernetes' own are.</summary>
    private static WriteTarget Target(EventSeries series) =>
        new(Events, series.Note.Regarding.Namespace is { Length: > 0 } ns ? ns : "default", series.Name);

    private static string NameOf(ObjectReference regarding) =>
        $"{(regarding.Name.Length <= LongestName ? regarding.Name : regarding.Name[..LongestName].TrimEnd('.', '-'))}.{Guid.NewGuid():N}";
}
