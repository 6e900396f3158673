using System.Globalization;
using Istio.Http.Http2;
using Istio.Http.Http2.Streams;
using Istio.Reactor;

namespace Istio.Http.Connect;

/// <summary>A CONNECT that was sent and awaits its answer.</summary>
internal sealed class PendingConnect(ReactorLoop loop) : IStreamOwner
{
    private readonly LoopSignal _done = new(loop);

    /// <summary>The final status, or 0 while there is none.</summary>
    public int Status { get; private set; }

    public bool IsAnswered => Status != 0;

    /// <summary>Completes with the final response or when the stream breaks.</summary>
    public LoopWait WaitAsync() => _done.WaitAsync();

    bool IStreamOwner.TryAcceptHeaders(HeaderList fields, bool endStream)
    {
        if (IsAnswered || !FieldRules.AreValid(fields, trailers: false, out var regular) || regular != 1 || !TryReadStatus(fields, out var status))
        {
            return false;
        }

        if (status < 200)
        {
            return !endStream && status != 101; // An interim response (RFC 9113 8.1, 8.6).
        }

        Status = status;
        _done.SetLater();
        return true;
    }

    /// <summary>No DATA before the answer.</summary>
    bool IStreamOwner.TryAcceptData(int length, bool endStream) => IsAnswered;

    void IStreamOwner.OnStreamBroken() => _done.Set();

    private static bool TryReadStatus(HeaderList fields, out int status)
    {
        status = 0;
        return fields.Name(0).SequenceEqual(":status"u8)
            && fields.Value(0).Length == 3
            && int.TryParse(fields.Value(0), NumberStyles.None, CultureInfo.InvariantCulture, out status)
            && status >= 100;
    }
}
