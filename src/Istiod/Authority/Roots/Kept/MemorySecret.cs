namespace Istiod.Authority.Roots.Kept;

/// <summary>Keeps the CA as long as the process lives.</summary>
internal sealed class MemorySecret : IKeptSecret
{
    private KeptRoot? _kept;

    public string Place => "";

    public Task<KeptRoot?> ReadAsync(CancellationToken cancellation) => Task.FromResult(_kept);

    public Task<KeptRoot?> TryCreateAsync(KeptRoot root, CancellationToken cancellation) => Task.FromResult<KeptRoot?>(_kept = root);

    public Task<KeptRoot?> TryReplaceAsync(KeptRoot former, KeptRoot next, CancellationToken cancellation) => Task.FromResult<KeptRoot?>(_kept = next);
}
