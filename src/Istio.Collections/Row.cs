namespace Istio.Collections;

/// <summary>The answers of a transformation that carry no row.</summary>
public static class Row
{
    /// <summary>The last good value stays.</summary>
    public static KeepRow Keep => default;

    /// <summary>The input has no row in the derived table.</summary>
    public static NoRow None => default;
}
