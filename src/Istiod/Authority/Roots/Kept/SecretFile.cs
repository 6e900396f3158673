using Istio.Core.Files;

namespace Istiod.Authority.Roots.Kept;

/// <summary>
/// Keeps the CA in a file that nobody but its owner may read (0600, in a directory of 0700).
/// </summary>
internal sealed class SecretFile(string directory, string name) : IKeptSecret
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    public string Place { get; } = Path.Combine(directory, name);

    public Task<KeptRoot?> ReadAsync(CancellationToken cancellation) => Guarded(() =>
    {
        if (FileStamp.OfEntry(Place) is null)
        {
            return null;
        }

        var text = RegularFile.ReadText(Place);
        Tighten();
        return SelfSignedText.TryRead(text, out var key, out var roots, out var error)
            ? new KeptRoot(key, roots[0], [.. roots.Skip(1)])
            : throw new AuthorityException($"self-signed CA in {Place}: {error}");
    });

    public Task<KeptRoot?> TryCreateAsync(KeptRoot root, CancellationToken cancellation) => Guarded(() =>
    {
        var temporary = WriteAside(root);
        try
        {
            File.Move(temporary, Place, overwrite: false);
            return root;
        }
        catch (IOException) when (File.Exists(Place))
        {
            File.Delete(temporary);
            return null;
        }
    });

    /// <summary>The last one to write wins: their keys are equal.</summary>
    public Task<KeptRoot?> TryReplaceAsync(KeptRoot former, KeptRoot next, CancellationToken cancellation) => Guarded(() =>
    {
        File.Move(WriteAside(next), Place, overwrite: true);
        return next;
    });

    /// <summary>Takes from everybody else what an operator's copy or a wide umask gave them.</summary>
    private void Tighten()
    {
        if ((File.GetUnixFileMode(Place) & ~OwnerOnly) != 0 || (File.GetUnixFileMode(directory) & ~OwnerDirectory) != 0)
        {
            File.SetUnixFileMode(directory, OwnerDirectory);
            File.SetUnixFileMode(Place, OwnerOnly);
            Logs.Authority.Warn($"self-signed CA in {Place}: others than the owner could read it; the file mode is 0600 now");
        }
    }

    private string WriteAside(KeptRoot root)
    {
        Directory.CreateDirectory(directory, OwnerDirectory);
        return AtomicFile.WriteAside(Place, SelfSignedText.Write(root.Key, root.Root, root.Former), OwnerOnly);
    }

    private Task<KeptRoot?> Guarded(Func<KeptRoot?> action)
    {
        try
        {
            return Task.FromResult(action());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Task.FromException<KeptRoot?>(new AuthorityException($"the self-signed CA in {Place} cannot be read or written: {e.Message}", e));
        }
        catch (AuthorityException e)
        {
            return Task.FromException<KeptRoot?>(e);
        }
    }
}
