using System.Text;

namespace Istiod.Authority.Roots;

/// <summary>Files that are written aside, flushed and renamed, so that neither a reader nor a crash meets half of one.</summary>
internal static class AtomicFile
{
    /// <summary>Writes the content beside its place, in the same directory; the caller renames it.</summary>
    public static string WriteAside(string path, string content, UnixFileMode mode)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
        using var file = new FileStream(temporary, options);
        file.Write(Encoding.ASCII.GetBytes(content));
        file.Flush(flushToDisk: true);
        return temporary;
    }

    public static void Replace(string path, string content, UnixFileMode mode) => File.Move(WriteAside(path, content, mode), path, overwrite: true);
}
