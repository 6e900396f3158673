namespace Istiod.Authority.Callers;

/// <summary>Where the text of a JSON Web Key Set comes from: the rule itself, a file, a server.</summary>
internal interface IKeySetSource
{
    /// <summary>What may have changed since the last read; equal stamps mean equal text.</summary>
    string Stamp { get; }

    /// <summary>How long a text may be used before it is read again, even when nobody asked for an unknown key.</summary>
    TimeSpan Freshness { get; }

    /// <exception cref="IOException">The text cannot be had now.</exception>
    Task<string> ReadAsync(CancellationToken cancellation);
}
