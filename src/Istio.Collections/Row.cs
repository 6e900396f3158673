namespace Istio.Collections;

/// <summary>The answers of a transformation that carry no row.</summary>
public static class Row
{
    /// <summary>The last good value stays.</summary>
    public static KeepRow Keep => default;

    /// <summary>The input has no row in the derived table.</summary>
    public static NoRow None => default;
}

/// <summary>Converts to an <see cref="Answer{TRow}"/> of any row type; see <see cref="Row.Keep"/>.</summary>
public readonly struct KeepRow;

/// <summary>Converts to an <see cref="Answer{TRow}"/> of any row type; see <see cref="Row.None"/>.</summary>
public readonly struct NoRow;
