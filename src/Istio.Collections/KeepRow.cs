namespace Istio.Collections;

/// <summary>Converts to an <see cref="Answer{TRow}"/> of any row type; see <see cref="Row.Keep"/>.</summary>
public readonly struct KeepRow;
