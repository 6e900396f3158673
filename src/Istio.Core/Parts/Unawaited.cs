namespace Istio.Core.Parts;

/// <summary>For tasks that end because something else has ended, whose own failure therefore says nothing.</summary>
public static class Unawaited
{
    /// <summary>Observes the failure, if there is one, so that it is not reported as unobserved.</summary>
    public static void Disregard(Task task) =>
        task.ContinueWith(
            static ended => _ = ended.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
