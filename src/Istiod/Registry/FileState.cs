namespace Istiod.Registry;

/// <summary>What tells, without reading it, that a file is not the one read before. Of a symbolic link it is the state of the file it leads to.</summary>
internal readonly record struct FileState(string Target, long Length, DateTime WrittenAt)
{
    /// <summary><see langword="null"/> when there is no such file.</summary>
    public static FileState? Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return target is { Exists: true } ? new(RealName(target), target.Length, target.LastWriteTimeUtc) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A Kubernetes volume's files are links into a folder that is a link itself: only the latter changes.
    private static string RealName(FileInfo file) =>
        file.Directory is { LinkTarget: not null } folder && folder.ResolveLinkTarget(returnFinalTarget: true) is { } real
            ? Path.Combine(real.FullName, file.Name)
            : file.FullName;
}
