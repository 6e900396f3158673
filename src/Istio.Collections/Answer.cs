namespace Istio.Collections;

/// <summary>
/// What a transformation says about its output row: a row, no row (<c>null</c> or <see cref="Row.None"/>), or <see cref="Row.Keep"/>:
/// the last good value stays in force, and there is no row when there never was one.
/// </summary>
public readonly struct Answer<TRow>
    where TRow : class
{
    private Answer(TRow? row, bool keeps)
    {
        Row = row;
        Keeps = keeps;
    }

    internal TRow? Row { get; }

    internal bool Keeps { get; }

    public static implicit operator Answer<TRow>(TRow? row) => new(row, keeps: false);

    public static implicit operator Answer<TRow>(NoRow none) => default;

    public static implicit operator Answer<TRow>(KeepRow keep) => new(null, keeps: true);
}
