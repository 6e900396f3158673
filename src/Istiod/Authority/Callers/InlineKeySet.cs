namespace Istiod.Authority.Callers;

internal sealed class InlineKeySet(string json) : IKeySetSource
{
    public string Stamp => "";

    public TimeSpan Freshness => TimeSpan.MaxValue;

    public Task<string> ReadAsync(CancellationToken cancellation) => Task.FromResult(json);
}
