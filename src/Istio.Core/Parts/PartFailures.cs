using Istio.Core.Logging;

namespace Istio.Core.Parts;

/// <summary>Where the failures of all parts of a list come together: each is an error in the log, and the first one ends the program.</summary>
/// <param name="failed">Called with the name of each part that fails, before <see cref="Completion"/> faults.</param>
internal sealed class PartFailures(LogScope log, Action<string>? failed)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _any;

    /// <summary>Faults at the first failure, unless <see cref="Close"/> came before.</summary>
    public Task Completion => _completion.Task;

    public bool Any => _any;

    /// <summary>There is nothing left that could fail.</summary>
    public void Close() => _completion.TrySetResult();

    public void Add(IPart part, Exception reason)
    {
        _any = true;
        log.Error($"{part.Name} failed: {reason}");
        Notify(part.Name);
        _completion.TrySetException(new PartFailedException(part.Name, reason));
        _ = _completion.Task.Exception; // Seen: it is in the log, and the program may be ending for another reason.
    }

    private void Notify(string part)
    {
        try
        {
            failed?.Invoke(part);
        }
        catch (Exception failure)
        {
            log.Error($"the failure of {part} was not passed on: {failure}");
        }
    }
}
