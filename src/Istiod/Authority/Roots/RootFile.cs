
namespace Istiod.Authority.Roots;

/// <summary>Keeps the authority's roots in a file that everybody may read, for proxies that must know istiod before they can ask it anything.</summary>
internal sealed class RootFile : IDisposable
{
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _path;
    private readonly LiveMaterial _live;

    /// <exception cref="AuthorityException">The file cannot be written: proxies would wait for it in vain.</exception>
    public RootFile(string path, LiveMaterial live)
    {
        _path = path;
        _live = live;
        try
        {
            Write(live.Current);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityException($"the root certificate file {path} cannot be written: {e.Message}", e);
        }

        live.Replaced += Rewrite;
    }

    public void Dispose() => _live.Replaced -= Rewrite;

    private void Write(SigningMaterial material)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_path)) is { } directory)
        {
            Directory.CreateDirectory(directory);
        }

        AtomicFile.Replace(_path, material.Roots.Pem, Public);
    }

    private void Rewrite(SigningMaterial material)
    {
        try
        {
            Write(material);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Logs.Authority.Error($"the root certificate file {_path} still holds the former roots: {e.Message}");
        }
    }
}
