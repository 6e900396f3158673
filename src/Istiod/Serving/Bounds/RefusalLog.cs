using Grpc.Core;

namespace Istiod.Serving.Bounds;

/// <summary>Lines about requests that exceed their bounds, one a second at most: who is refused does not choose how long the log is.</summary>
internal sealed class RefusalLog(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _writtenAt;
    private int _unwritten;

    public void Note(HttpContext http, MessageKind kind, Status status)
    {
        lock (_lock)
        {
            if (_writtenAt is { } writtenAt && time.GetElapsedTime(writtenAt) < Interval)
            {
                _unwritten++;
                return;
            }

            var others = _unwritten > 0 ? $" ({_unwritten} others were refused meanwhile)" : "";
            Logs.Grpc.Info($"{kind.Name} of {http.Connection.RemoteIpAddress}:{http.Connection.RemotePort} refused: {status.StatusCode}: {status.Detail}{others}");
            (_writtenAt, _unwritten) = (time.GetTimestamp(), 0);
        }
    }
}
