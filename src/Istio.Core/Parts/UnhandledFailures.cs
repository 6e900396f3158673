using Istio.Core.Logging;

namespace Istio.Core.Parts;

/// <summary>
/// What no part owns: an exception on a thread or in a timer's callback ends the process by the runtime, after its line has reached the log; one of a task that
/// nobody awaits is an error in the log, once the collector has found the task.
/// </summary>
public static class UnhandledFailures
{
    private static readonly LogScope Log = LogScope.Get("parts", "start, failure and end of the parts of the program");

    /// <summary>How long the log may take; it may be without a reader.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    private static int _isInstalled;

    /// <summary>Called once at the start of a program.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref _isInstalled, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, failure) => OnUnhandled(failure.ExceptionObject);
            TaskScheduler.UnobservedTaskException += static (_, failure) => OnUnobserved(failure);
        }
    }

    private static void OnUnhandled(object failure)
    {
        Log.Error($"the program ends: unhandled exception on thread {Thread.CurrentThread.Name ?? "of the pool"}: {failure}");
        LogOutput.Flush(FlushLimit);
    }

    private static void OnUnobserved(UnobservedTaskExceptionEventArgs failure)
    {
        Log.Error($"a task failed that nobody awaits: {failure.Exception}");
        failure.SetObserved();
    }
}
