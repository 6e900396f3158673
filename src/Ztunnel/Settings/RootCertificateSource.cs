namespace Ztunnel.Settings;

/// <summary>Where the roots come from that verify istiod: a file, PEM text, or the machine's own store.</summary>
/// <param name="Path">Set for a file.</param>
/// <param name="Pem">Set for inline text.</param>
internal sealed record RootCertificateSource(string? Path, string? Pem)
{
    /// <summary>The machine's trust store.</summary>
    public static RootCertificateSource System { get; } = new(null, null);

    public static RootCertificateSource Parse(string text) =>
        text == "SYSTEM" ? System
        : text.Contains("-----BEGIN", StringComparison.Ordinal) ? new(null, text)
        : new(text, null);
}
