namespace Istio.Collections;

/// <summary>The key in a part of a join of a key of the join.</summary>
/// <returns>False when no row of the part stands under <paramref name="outer"/>.</returns>
public delegate bool InnerKey<in TOutKey, TKey>(TOutKey outer, out TKey inner);
