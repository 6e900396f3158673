using Microsoft.IdentityModel.Tokens;

namespace Istiod.Authority.Callers;

/// <summary>The issuer's public keys, kept fresh: a key that is not known asks the source again, though not at every bad token.</summary>
internal sealed class KeySet(IKeySetSource source, TimeProvider time) : IDisposable
{
    /// <summary>At most one read in this time, whatever tokens come.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Snapshot _known = new([], null, null);

    /// <summary>The keys to try for a token.</summary>
    /// <param name="keyId">The token's <c>kid</c>; null for any.</param>
    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string? keyId, CancellationToken cancellation)
    {
        var known = _known;
        if (NeedsReading(known, keyId))
        {
            known = await ReadAsync(keyId, cancellation);
        }

        return keyId is null ? known.Keys : [.. known.Keys.Where(key => key.KeyId == keyId)];
    }

    public void Dispose() => _reading.Dispose();

    private bool NeedsReading(Snapshot known, string? keyId)
    {
        // Elapsed time: a clock that was set back must not keep revoked keys in use.
        var age = known.ReadAt is { } readAt ? time.GetElapsedTime(readAt) : TimeSpan.MaxValue;
        var isLacking = keyId is null ? known.Keys.Count == 0 : known.Keys.All(key => key.KeyId != keyId);
        return known.Stamp != source.Stamp || age > source.Freshness || (isLacking && age > Pause);
    }

    private async Task<Snapshot> ReadAsync(string? keyId, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation);
        try
        {
            if (NeedsReading(_known, keyId))
            {
                _known = await ReadOnceAsync(_known, cancellation);
            }

            return _known;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>What cannot be read leaves the keys known so far in use: an issuer that is down must not lock the mesh out.</summary>
    private async Task<Snapshot> ReadOnceAsync(Snapshot known, CancellationToken cancellation)
    {
        var stamp = source.Stamp;
        try
        {
            var text = await source.ReadAsync(cancellation);
            return new Snapshot(PublicKeys(text), stamp, time.GetTimestamp());
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            Logs.Security.Warn($"the key set of JWT_RULE cannot be read, {known.Keys.Count} known keys stay in use: {e.Message}");
            return known with { Stamp = stamp, ReadAt = time.GetTimestamp() };
        }
    }

    /// <summary>Symmetric keys are dropped: whoever can read the set could sign with them.</summary>
    private static SecurityKey[] PublicKeys(string json) =>
        [.. new JsonWebKeySet(json).GetSigningKeys().Where(key => key is RsaSecurityKey or ECDsaSecurityKey or X509SecurityKey)];

    /// <param name="ReadAt">Timestamp; null before the first reading.</param>
    private sealed record Snapshot(IReadOnlyList<SecurityKey> Keys, string? Stamp, long? ReadAt);
}
