namespace Istio.Collections;

/// <summary>One key whose row differs between two revisions, by value. Added has no old row, removed has no new one.</summary>
public readonly struct Change<TKey, TRow>
    where TRow : class
{
    internal Change(int slot, TKey key, TRow? old, TRow? @new)
    {
        Slot = slot;
        Key = key;
        Old = old;
        New = @new;
    }

    public TKey Key { get; }

    public TRow? Old { get; }

    public TRow? New { get; }

    public ChangeKind Kind => Old is null ? ChangeKind.Added : New is null ? ChangeKind.Removed : ChangeKind.Updated;

    internal int Slot { get; }

    public override string ToString() => $"{Kind} {Key}";
}
