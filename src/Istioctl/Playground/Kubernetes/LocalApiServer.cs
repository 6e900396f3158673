using Istioctl.Playground.Scenery;
using Istioctl.Programs;

namespace Istioctl.Playground.Kubernetes;

/// <summary>An API server that runs for this playground alone, without controllers: nobody but the playground says what a node or a pod does.</summary>
internal sealed class LocalApiServer : IAsyncDisposable
{
    private const string Name = "the API server";
    private const string Ready = " READY https://";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>It ends etcd after its children.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ChildProgram _child;

    private LocalApiServer(ChildProgram child, string kubeconfig) => (_child, Kubeconfig) = (child, kubeconfig);

    /// <summary>Path of a file for a client that may do everything.</summary>
    public string Kubeconfig { get; }

    public string? Trouble =>
        _child is { Ended.IsCompleted: true, IsAskedToEnd: false } ? $"{Name} ended by itself. Its log is {_child.Launch.LogFile}." : null;

    /// <summary>Returns when it answers.</summary>
    /// <exception cref="CannotStart">It ended, or it was not ready in time; the message shows the end of its log.</exception>
    public static async Task<LocalApiServer> StartAsync(ProgramFile kube, WorkFolder folder, ChildGuard guard, CancellationToken cancellation)
    {
        var launch = new Launch(Name, kube, ["up", "--dir", folder.ApiServer], new Dictionary<string, string>(), folder.Root, folder.Log("kubernetes"));
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var child = ChildProgram.Start(launch, guard, line => Offer(line, ready));
        try
        {
            await WaitAsync(child, ready.Task, cancellation);
            return new LocalApiServer(child, Path.Combine(folder.ApiServer, "admin.kubeconfig"));
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _child.StopAsync(Grace);
        await _child.DisposeAsync();
    }

    private static void Offer(string line, TaskCompletionSource ready)
    {
        if (line.Contains(Ready, StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private static async Task WaitAsync(ChildProgram child, Task ready, CancellationToken cancellation)
    {
        var first = await Task.WhenAny(ready, child.Ended, Task.Delay(StartLimit, cancellation));
        cancellation.ThrowIfCancellationRequested();
        if (first != ready)
        {
            var end = string.Join('\n', LogTail.Read(child.Launch.LogFile, lines: 5).Select(line => $"  {line}"));
            throw new CannotStart(
                $"{Name} {(first == child.Ended ? $"ended with exit code {await child.Ended}" : $"was not ready within {StartLimit.TotalSeconds:0} s")}.",
                $"Its log is {child.Launch.LogFile} and ends with:\n{end}");
        }
    }
}
