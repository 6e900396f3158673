using Istio.Core.Files;

namespace Istiod.Authority.Roots;

/// <summary>
/// A file that nobody but its owner may read (0600, in a directory of 0700).
/// </summary>
internal sealed class SecretFile(string directory, string name)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerOnly | UnixFileMode.UserExecute;

    public string Path { get; } = System.IO.Path.Combine(directory, name);

    /// <summary>The content; null when there is no file yet.</summary>
    public string? Read() => Guarded(() => FileStamp.OfEntry(Path) is null ? null : RegularFile.ReadText(Path));

    /// <summary>Makes the file; false when another process was first.</summary>
    public bool TryCreate(string content) => Guarded(() =>
    {
        var temporary = WriteAside(content);
        try
        {
            File.Move(temporary, Path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(Path))
        {
            File.Delete(temporary);
            return false;
        }
    });

    public void Replace(string content) => Guarded(() =>
    {
        File.Move(WriteAside(content), Path, overwrite: true);
        return true;
    });

    /// <summary>Takes from everybody else what an operator's copy or a wide umask gave them.</summary>
    /// <returns>True when there was something to take.</returns>
    public bool Tighten() => Guarded(() =>
    {
        var isWide = (File.GetUnixFileMode(Path) & ~OwnerOnly) != 0 || (File.GetUnixFileMode(directory) & ~OwnerDirectory) != 0;
        if (isWide)
        {
            File.SetUnixFileMode(directory, OwnerDirectory);
            File.SetUnixFileMode(Path, OwnerOnly);
        }

        return isWide;
    });

    private string WriteAside(string content)
    {
        Directory.CreateDirectory(directory, OwnerDirectory);
        return AtomicFile.WriteAside(Path, content, OwnerOnly);
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuthorityException($"the self-signed CA in {Path} cannot be read or written: {e.Message}", e);
        }
    }
}
