namespace Istio.Collections;

/// <summary>
/// Called once a commit, on the loop that commits, after the whole graph has moved. The changes are the graph's own buffer and are gone when
/// the handler returns, which is why they come as a span: copy what another thread needs. A handler does not throw: the exception would come out of
/// <see cref="Graph.Commit"/> and those after it would not be called. It may edit inputs, for the next commit.
/// </summary>
public delegate void ChangeHandler<TKey, TRow>(long revision, ReadOnlySpan<Change<TKey, TRow>> changes)
    where TRow : class;
