namespace Istioctl.Playground.Scenery;

/// <summary>istiod's mesh configuration, with or without the root of a partner among the trusted ones.</summary>
internal sealed class MeshConfigText(IConfigStore store)
{
    private readonly string _own = store.Read(SampleFiles.MeshConfigFile);

    /// <summary>Adds the root certificate to <c>caCertificates</c>.</summary>
    public Task TrustAsync(string rootPem, CancellationToken cancellation)
    {
        var indented = string.Join('\n', rootPem.Trim().Split('\n').Select(line => $"    {line}"));
        return SaveAsync($"{_own}caCertificates:\n- pem: |\n{indented}\n", cancellation);
    }

    /// <summary>Back to what the text said at the beginning.</summary>
    public Task TrustOwnRootOnlyAsync(CancellationToken cancellation) => SaveAsync(_own, cancellation);

    private Task SaveAsync(string text, CancellationToken cancellation) => store.SaveAsync(SampleFiles.MeshConfigFile, text, cancellation);
}
