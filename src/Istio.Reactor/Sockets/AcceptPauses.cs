using Istio.Core.Logging;
using Istio.Core.Net;
using Istio.Reactor.Native;

namespace Istio.Reactor;

/// <summary>Says that a loop cannot accept: once, and again only when it could for a while. What lasts is seen in the metric.</summary>
internal sealed class AcceptPauses(TimeProvider time)
{
    private static readonly LogScope Log = LogScope.Get("reactor", "event loops and sockets");

    /// <summary>Without a pause for this long, the next one is news. Descriptors that come free one by one make many pauses of one shortage.</summary>
    private static readonly TimeSpan News = TimeSpan.FromMinutes(1);

    private long? _last;

    /// <param name="address">Where connections wait.</param>
    /// <param name="errno">What accept said.</param>
    public void Add(IpPort address, int errno)
    {
        var now = time.GetTimestamp();
        var isNews = _last is not { } last || time.GetElapsedTime(last, now) > News;
        _last = now;
        if (isNews)
        {
            Log.Warn($"accepting on {address} pauses ({Errno.Describe(errno)}): connections wait; close some, or raise the limit of open files (ulimit -n, LimitNOFILE)");
        }
    }
}
