namespace Istio.Collections.Tracking;

/// <summary>A table read by key, or an index read by index key.</summary>
internal interface IReadable<TKey>
    where TKey : notnull, IEquatable<TKey>
{
    /// <summary>Mark the rows that have read a key which changed in this commit.</summary>
    void MarkReaders(KeyEdge<TKey> edge, SlotSet marked);
}
