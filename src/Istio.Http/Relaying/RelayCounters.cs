using Istio.Core.Metrics;

namespace Istio.Http.Relaying;

/// <summary>What a relay has moved. Metrics, when given, grow with every chunk, so that long connections are seen while they live.</summary>
/// <param name="forward">Counts bytes from the first stream to the second.</param>
/// <param name="backward">Counts bytes from the second stream to the first.</param>
public sealed class RelayCounters(Counter? forward = null, Counter? backward = null)
{
    /// <summary>Bytes moved from the first stream to the second.</summary>
    public long Forward { get; private set; }

    /// <summary>Bytes moved from the second stream to the first.</summary>
    public long Backward { get; private set; }

    internal void Add(bool isForward, int count)
    {
        if (isForward)
        {
            Forward += count;
            forward?.Add(count);
        }
        else
        {
            Backward += count;
            backward?.Add(count);
        }
    }
}
