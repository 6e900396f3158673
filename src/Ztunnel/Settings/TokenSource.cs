namespace Ztunnel.Settings;

/// <summary>The bearer token for istiod: a file, read again for each call because kubelet rotates it, or a literal.</summary>
internal sealed record TokenSource(string? Path, string? Literal);
