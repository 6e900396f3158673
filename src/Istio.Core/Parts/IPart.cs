namespace Istio.Core.Parts;

/// <summary>
/// One part of a running program: it owns its background tasks, timers, sockets and clients, and says when one of them has ended.
/// A <see cref="PartList"/> starts and stops it.
/// </summary>
public interface IPart : IAsyncDisposable
{
    /// <summary>Names the part in the log and in the reason why the program ends, for example <c>configuration</c>.</summary>
    string Name { get; }

    /// <summary>
    /// The end of the part's own work. It exists from construction and completes after <see cref="StopAsync"/>; when it faults, or completes although nobody
    /// stopped the part, the program ends.
    /// </summary>
    Task Completion { get; }

    /// <summary>Completes when the parts that come later in the list may rely on this one. Called once.</summary>
    /// <param name="cancellation">Cancelled when the program is stopped meanwhile: then the start ends soon, in whatever way.</param>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>
    /// Takes no more work and ends what runs, within the part's own deadline. Called once, after <see cref="StartAsync"/>, which may have failed; a start that
    /// does not end within the list's limit is still running.
    /// </summary>
    Task StopAsync();
}
