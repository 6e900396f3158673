using Istio.Core.Files;

namespace Istiod.Authority.Callers;

/// <summary>A file, read again as soon as it is another one.</summary>
internal sealed class FileKeySet(string path) : IKeySetSource
{
    public string Stamp => FileStamp.Of(path) is { } stamp ? stamp.ToString() : "absent";

    public TimeSpan Freshness => TimeSpan.MaxValue;

    public Task<string> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(RegularFile.ReadText(path));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
