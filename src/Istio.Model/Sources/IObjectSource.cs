namespace Istio.Model.Sources;

/// <summary>
/// Where objects come from: a folder of files, an API server, the certificate authority. One loop takes from all sources and commits what it got.
/// </summary>
public interface IObjectSource
{
    /// <summary>Names the source in findings and in the log; differs from the names of the other sources.</summary>
    string Name { get; }

    /// <summary>
    /// Everything that the source described when it began is in what was taken or comes with the next <see cref="Take"/>. Stays true. Any thread.
    /// </summary>
    bool HasSynced { get; }

    /// <summary>There is something to take, or <see cref="HasSynced"/> has become true. Raised on any thread; handlers only take note.</summary>
    event Action? Changed;

    /// <summary>What is different since the last call; the first one tells everything. Called by one loop.</summary>
    /// <remarks>
    /// It may throw, for instance because the system refuses something unforeseen: then nothing of the source changes, the other sources are served on, and it
    /// is called again soon and tells what the failed call would have told.
    /// </remarks>
    SourceChanges Take();
}
