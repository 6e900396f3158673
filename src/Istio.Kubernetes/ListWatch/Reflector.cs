using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.ListWatch;

/// <summary>
/// Follows the objects of one target for as long as it runs: all of them, then each change. A lost connection goes on where it ended; what the server has
/// forgotten is listed anew and compared. Nothing is taken for gone unless the server has said so or a whole list does not have it.
/// </summary>
/// <remarks>A kind that the server does not have, or that the caller may not read, is waited for.</remarks>
public sealed class Reflector : IDisposable
{
    private const int PageSize = 500;

    /// <summary>Longer than the server lets a watch go on, so that one whose end was lost is noticed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>A kind that was there is gone when the server has said so for this long: while it starts it may not know its kinds yet.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(30);

    /// <summary>The time between two looks for what is missing or forbidden, if nothing wakes it.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly ApiClient _client;
    private readonly IWatchSink _sink;
    private readonly TimeProvider _time;
    private readonly WatchBackoff _backoff = new(Random.Shared);
    private readonly WatchFailures _failures;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CancellationTokenSource? _request;
    private volatile bool _isRestarted;
    private bool _streamsLists = true;
    private string _version = "";
    private long? _absentSince;

    public Reflector(ApiClient client, WatchTarget target, IWatchSink sink, TimeProvider time)
    {
        (_client, Target, _sink, _time) = (client, target, sink, time);
        _failures = new(target);
    }

    public WatchTarget Target { get; }

    /// <summary>Completes when all objects have come once, or the server does not have the kind.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Raised once, when <see cref="Synced"/> has completed; handlers only take note.</summary>
    public event Action? HasSynced;

    /// <summary>Lists everything anew. Any thread.</summary>
    public void Restart()
    {
        _isRestarted = true;
        Wake();
        Cancel();
    }

    /// <summary>Looks at once, if it waits for a kind that is missing or for a server that does not answer. Any thread.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (Exception late) when (late is SemaphoreFullException or ObjectDisposedException)
        {
            // It was woken already, or has ended.
        }
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            if (_isRestarted)
            {
                _isRestarted = false;
                _version = "";
            }

            if (await StepAsync(stopping) is { } delay)
            {
                await _wake.WaitAsync(delay, stopping);
            }
        }
    }

    public void Dispose() => _wake.Dispose();

    /// <summary>One list, or one watch until it ends.</summary>
    /// <returns>How long to wait; null when there is nothing to wait for.</returns>
    private async Task<TimeSpan?> StepAsync(CancellationToken stopping)
    {
        using var request = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _request = request;
        try
        {
            if (_version.Length == 0 && !_streamsLists)
            {
                await ListAsync(request.Token);
            }

            await WatchAsync(request);
            _backoff.Reset();
            return null;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return _isRestarted ? null : Failed(new IOException("the server has sent nothing for too long"));
        }
        catch (ApiException refused)
        {
            return Refused(refused);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            return Failed(broken);
        }
        finally
        {
            _request = null;
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        _sink.BeginList();
        var page = new ListPage("", "");
        do
        {
            var next = page.Continue.Length == 0 ? "" : $"&continue={Uri.EscapeDataString(page.Continue)}";
            var body = await _client.GetAsync(Target.Path(string.Create(CultureInfo.InvariantCulture, $"limit={PageSize}{next}")), cancellation);
            page = ListPage.Read(body, _sink);
        }
        while (page.Continue.Length > 0);

        Complete(page.Version);
    }

    private async Task WatchAsync(CancellationTokenSource request)
    {
        var isList = _version.Length == 0;
        if (isList)
        {
            _sink.BeginList();
        }

        // Each watch ends at another time.
        var limit = TimeSpan.FromSeconds(Random.Shared.Next(300, 600));
        using var response = await _client.OpenAsync(Target.Path(Query(isList, limit)), Target.MetadataOnly ? MetadataForm.One : null, request.Token);
        using var lines = new LineReader(await response.Content.ReadAsStreamAsync(request.Token));
        request.CancelAfter(limit + Grace);
        while (await lines.ReadAsync(request.Token) is { } line)
        {
            Take(line.Span, ref isList);
        }

        if (isList)
        {
            throw new IOException("the list ended before it was whole");
        }
    }

    private string Query(bool isList, TimeSpan limit)
    {
        var start = isList ? "sendInitialEvents=true&resourceVersionMatch=NotOlderThan" : $"resourceVersion={Uri.EscapeDataString(_version)}";
        return string.Create(CultureInfo.InvariantCulture, $"watch=true&allowWatchBookmarks=true&{start}&timeoutSeconds={(int)limit.TotalSeconds}");
    }

    /// <param name="isList">The initial objects still come.</param>
    private void Take(ReadOnlySpan<byte> line, ref bool isList)
    {
        if (line.IsEmpty)
        {
            return;
        }

        var read = WatchEvent.Read(line);
        if (read.Type == WatchEventType.Error)
        {
            throw ApiStatus.Read(HttpStatusCode.InternalServerError, read.Object.ToArray(), null);
        }

        var head = ObjectHead.Read(read.Object);
        switch (read.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                _sink.Put(head, read.Object);
                break;
            case WatchEventType.Deleted:
                _sink.Remove(head);
                break;
            case WatchEventType.Bookmark when isList && head.EndsInitialEvents:
                isList = false;
                Complete(head.Version);
                return;
        }

        if (!isList)
        {
            _version = head.Version;
            _backoff.Reset();
            _failures.Over();
        }
    }

    private void Complete(string version)
    {
        _sink.EndList();
        _version = version;
        _absentSince = null;
        _backoff.Reset();
        _failures.Over();
        SetSynced();
    }

    private void SetSynced()
    {
        if (_synced.TrySetResult())
        {
            HasSynced?.Invoke();
        }
    }

    private TimeSpan Refused(ApiException refusal)
    {
        if (refusal.IsExpired)
        {
            Logs.Kube.Info($"{Target}: the server has forgotten version {_version} ({refusal.Message}); listing anew");
            _version = "";
            return _backoff.Next(refusal.RetryAfter);
        }

        if (refusal.IsNotFound)
        {
            return Absent(refusal);
        }

        if (refusal.IsForbidden)
        {
            _failures.Report(refusal.Message, $"{Target} is waited for: {refusal.Message}; give the account the verbs list and watch", isLasting: true);
            return LookInterval;
        }

        if (_streamsLists && _version.Length == 0 && refusal.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            _streamsLists = false;
            Logs.Kube.Debug($"{Target}: the server does not stream lists ({refusal.Message})");
            return TimeSpan.Zero;
        }

        return Failed(refusal, refusal.RetryAfter);
    }

    /// <summary>The kind is not there. Objects that were are kept until that is certain.</summary>
    private TimeSpan Absent(ApiException refusal)
    {
        _absentSince ??= _time.GetTimestamp();
        _version = "";
        if (_synced.Task.IsCompleted && _time.GetElapsedTime(_absentSince.Value) < Absence)
        {
            return _backoff.Next();
        }

        _failures.Report("absent", $"{Target} is waited for: the API server does not have it ({refusal.Message}); is its CRD installed?", isLasting: true);
        _sink.BeginList();
        _sink.EndList();
        SetSynced();
        return LookInterval;
    }

    private TimeSpan Failed(Exception failure, TimeSpan? least = null)
    {
        _failures.Report(failure.GetType().Name, $"{Target}: {failure.Message}; what is known stays, trying again", isLasting: false);
        return _backoff.Next(least);
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "the step that made it clears the field before it disposes of it")]
    private void Cancel()
    {
        try
        {
            _request?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Its step has just ended.
        }
    }
}
