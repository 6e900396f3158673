namespace Istio.Collections;

/// <summary>Converts to an <see cref="Answer{TRow}"/> of any row type; see <see cref="Row.None"/>.</summary>
public readonly struct NoRow;
