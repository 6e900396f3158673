namespace Istiod.Authority.Distribution;

/// <summary>What a ConfigMap in a namespace says.</summary>
/// <param name="Pem">Null when it has no roots.</param>
internal sealed record RootRow(string? Pem, bool HasLabel)
{
    public bool IsRight(string pem) => HasLabel && Pem == pem;
}
