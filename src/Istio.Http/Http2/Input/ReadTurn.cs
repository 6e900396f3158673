using Istio.Http.Http2.Frames;
using Istio.Http.Http2.Streams;

namespace Istio.Http.Http2.Input;

/// <summary>
/// What a connection may read before the others of its loop get their turn. Bytes alone say little: a peer that sends DATA of one octet costs a
/// frame and a wake-up for each. So everything is counted by its time, in the unit of the octet of a bulk transfer (about a nanosecond).
/// </summary>
internal sealed class ReadTurn
{
    /// <summary>About a millisecond.</summary>
    private const int Budget = 1024 * 1024;

    /// <summary>A call into the transport, be it for one octet.</summary>
    private const int Read = 1024;

    /// <summary>A frame to cut, check and assign.</summary>
    private const int Frame = 256;

    /// <summary>A reader or writer that runs, which usually ends in a system call.</summary>
    private const int WakeUp = 4 * 1024;

    /// <summary>A stream that opens or closes: a policy decision, a socket, a line of the access log.</summary>
    private const int StreamChange = 32 * 1024;

    private readonly List<Http2Stream> _gathered = [];
    private int _spent;

    /// <summary>Changes with every turn.</summary>
    public int Number { get; private set; } = 1;

    public bool IsOver => _spent >= Budget;

    public void OnRead() => _spent += Read;

    public void OnData(int octets) => _spent += Frame + octets;

    public void OnFrame(FrameType type) => _spent += type switch
    {
        FrameType.Headers or FrameType.RstStream or FrameType.Settings => StreamChange,
        FrameType.WindowUpdate => WakeUp,
        _ => Frame,
    };

    public void OnWakeUp() => _spent += WakeUp;

    /// <summary>Wakes the reader of a stream once for all DATA of this turn, at its end.</summary>
    public void Gather(Http2Stream stream)
    {
        _gathered.Add(stream);
        OnWakeUp();
    }

    /// <summary>Passes on what was gathered and begins the next turn.</summary>
    public void End()
    {
        PassOn();
        _spent = 0;
        Number++;
    }

    /// <summary>Passes on what was gathered. Readers run inline, and frames are never read from there.</summary>
    public void PassOn()
    {
        if (_gathered.Count == 0)
        {
            return;
        }

        foreach (var stream in _gathered)
        {
            stream.WakeReader();
        }

        _gathered.Clear();
    }
}
