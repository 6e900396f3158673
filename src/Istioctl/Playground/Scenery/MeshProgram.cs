using Istioctl.Playground.Observation;
using Istioctl.Programs;

namespace Istioctl.Playground.Scenery;

/// <summary>A program of the mesh: it says when it is ready, and may be killed and started again.</summary>
internal sealed class MeshProgram : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Launch _launch;
    private readonly Uri? _readiness;
    private readonly ChildGuard _guard;
    private readonly Action<string>? _onLine;
    private ChildProgram? _child;

    /// <param name="readiness">Answers 200 when the program is ready; null: it is ready at once.</param>
    public MeshProgram(Launch launch, Uri? readiness, ChildGuard guard, Action<string>? onLine = null)
    {
        _launch = launch;
        _readiness = readiness;
        _guard = guard;
        _onLine = onLine;
    }

    public string Name => _launch.Name;

    /// <summary>
    /// What is wrong with the program now, as a sentence: it ended although the playground had not ended it, or lines are missing in its log. Null when it is
    /// well.
    /// </summary>
    public string? Trouble => _child switch
    {
        { Ended.IsCompleted: true, IsAskedToEnd: false } ended => $"{Name} ended by itself with exit code {ExitCode(ended)}. Its log is {_launch.LogFile}.",
        { LogFailure: { } reason } => $"The log of {Name}, {_launch.LogFile}, has gaps: {reason}",
        _ => null,
    };

    public bool IsRunning => _child is { Ended.IsCompleted: false };

    public ChildProgram Child => _child ?? throw new InvalidOperationException($"{Name} is not started.");

    public void Start() => _child = ChildProgram.Start(_launch, _guard, _onLine);

    /// <exception cref="CannotStart">It ended, or it was not ready in time; the message shows the end of its log.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        try
        {
            while (!await IsReadyAsync(deadline.Token))
            {
                if (Child.Ended.IsCompleted)
                {
                    throw Failure($"ended with exit code {await Child.Ended}");
                }

                await Task.Delay(50, deadline.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure($"was not ready within {timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>SIGKILL.</summary>
    public Task KillAsync() => Child.KillAsync();

    public Task StopAsync() => _child?.StopAsync(Grace) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }
    }

    private static string ExitCode(ChildProgram ended) => ended.Ended.IsCompletedSuccessfully ? $"{ended.Ended.Result}" : "unknown";

    private async Task<bool> IsReadyAsync(CancellationToken cancellation) =>
        _readiness is null || await WebPage.TryReadAsync(_readiness, cancellation) is not null;

    private CannotStart Failure(string what)
    {
        var end = string.Join('\n', LogTail.Read(_launch.LogFile, lines: 5).Select(line => $"  {line}"));
        return new CannotStart($"{Name} {what}.", $"Its log is {_launch.LogFile}{(end.Length > 0 ? $" and ends with:\n{end}" : ", and empty.")}");
    }
}
