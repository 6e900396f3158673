using System.Globalization;

namespace Istiod.Authority.Callers;

/// <summary>A file, read again as soon as it is another one.</summary>
internal sealed class FileKeySet(string path) : IKeySetSource
{
    public string Stamp
    {
        get
        {
            FileInfo file = new(path);
            return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}/{file.Length}") : "absent";
        }
    }

    public TimeSpan Freshness => TimeSpan.MaxValue;

    public async Task<string> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellation);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
