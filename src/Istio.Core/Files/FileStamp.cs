namespace Istio.Core.Files;

/// <summary>
/// Shows, without reading it, that a file or folder is not the one seen before. A write changes the times, a replacement the inode.
/// </summary>
/// <param name="Device">With <paramref name="Inode"/> the file's identity on this machine.</param>
/// <param name="Length">In bytes; of a regular file alone it says something.</param>
/// <param name="ModifiedAt">Nanoseconds since 1970, in steps of the kernel's tick: two writes within a few milliseconds may have the same.</param>
/// <param name="ChangedAt">As <paramref name="ModifiedAt"/>, of the inode: owners and modes too, and it cannot be set back.</param>
public readonly record struct FileStamp(FileKind Kind, ulong Device, ulong Inode, long Length, long ModifiedAt, long ChangedAt)
{
    /// <summary>Of what a path leads to, through all links; null when there is nothing, or nothing that this process may see.</summary>
    public static FileStamp? Of(string path) => FileSystem.Stamp(path, followsLinks: true);

    /// <summary>Of the path itself, which may be a link; null when there is nothing, or nothing that this process may see.</summary>
    public static FileStamp? OfEntry(string path) => FileSystem.Stamp(path, followsLinks: false);

    /// <summary>The same file, whatever it holds.</summary>
    public bool IsSameFile(FileStamp other) => Device == other.Device && Inode == other.Inode;
}
