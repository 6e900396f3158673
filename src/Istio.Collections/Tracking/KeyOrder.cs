namespace Istio.Collections.Tracking;

/// <summary>The one order of keys: rows are scanned, and contested keys are settled, in this order, so history cannot show in a result.</summary>
internal static class KeyOrder<TKey>
    where TKey : IComparable<TKey>
{
    public static readonly IComparer<TKey> Comparer =
        typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal : Comparer<TKey>.Default;
}
