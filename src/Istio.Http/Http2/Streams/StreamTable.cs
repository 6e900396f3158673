namespace Istio.Http.Http2.Streams;

/// <summary>The open streams of a connection, and how the last few came to their end.</summary>
internal sealed class StreamTable
{
    private const int Remembered = 128;

    private readonly Dictionary<int, Http2Stream> _open = [];
    private readonly (int Id, ClosedBy By)[] _closed = new (int, ClosedBy)[Remembered];
    private int _nextClosed;

    public int Count => _open.Count;

    public void Add(Http2Stream stream) => _open.Add(stream.Id, stream);

    public Http2Stream? Find(int id) => _open.GetValueOrDefault(id);

    public void Close(Http2Stream stream, ClosedBy by)
    {
        if (_open.Remove(stream.Id))
        {
            _closed[_nextClosed] = (stream.Id, by);
            _nextClosed = (_nextClosed + 1) % Remembered;
        }
    }

    /// <summary>How a stream ended; null when it never was open, or so long ago that it is forgotten.</summary>
    public ClosedBy? EndOf(int id)
    {
        foreach (var (closedId, by) in _closed)
        {
            if (closedId == id)
            {
                return by;
            }
        }

        return null;
    }

    /// <summary>A copy, for walks in which streams may close.</summary>
    public Http2Stream[] All() => [.. _open.Values];
}
