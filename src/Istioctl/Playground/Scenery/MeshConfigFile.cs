using Istio.Core.Files;

namespace Istioctl.Playground.Scenery;

/// <summary>istiod's mesh configuration, with or without the root of a partner among the trusted ones.</summary>
internal sealed class MeshConfigFile(string path)
{
    private readonly string _own = RegularFile.ReadText(path);

    /// <summary>Adds the root certificate to <c>caCertificates</c>.</summary>
    public void Trust(string rootPem)
    {
        var indented = string.Join('\n', rootPem.Trim().Split('\n').Select(line => $"    {line}"));
        Save($"{_own}caCertificates:\n- pem: |\n{indented}\n");
    }

    /// <summary>Back to what the file said at the beginning.</summary>
    public void TrustOwnRootOnly() => Save(_own);

    private void Save(string text)
    {
        var temporary = path + ".saving";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
