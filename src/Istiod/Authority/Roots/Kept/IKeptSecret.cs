namespace Istiod.Authority.Roots.Kept;

/// <summary>
/// Where the self-signed CA is kept across restarts, for all istiods that share the place. Used by one caller at a time. What cannot be had now is a
/// <see cref="SecretUnavailableException"/>; what is there and is no CA is an <see cref="AuthorityException"/> and stays as it is.
/// </summary>
internal interface IKeptSecret
{
    /// <summary>For messages; empty when nothing is kept beyond this process.</summary>
    string Place { get; }

    /// <returns>Null when nothing is kept yet.</returns>
    Task<KeptRoot?> ReadAsync(CancellationToken cancellation);

    /// <returns>What is kept now; null when another istiod was first.</returns>
    Task<KeptRoot?> TryCreateAsync(KeptRoot root, CancellationToken cancellation);

    /// <param name="former">As it was read or written last.</param>
    /// <returns>What is kept now; null when somebody else has written meanwhile, or removed it.</returns>
    Task<KeptRoot?> TryReplaceAsync(KeptRoot former, KeptRoot next, CancellationToken cancellation);
}
