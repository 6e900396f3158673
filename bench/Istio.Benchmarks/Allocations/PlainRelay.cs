using Istio.Core.Net;
using Istio.Reactor;

namespace Istio.Benchmarks.Allocations;

internal sealed class PlainRelay : RelayOperation
{
    private PlainRelay() => Start();

    public override string Name => "relay: a chunk of 16 KiB there and back";

    public static Operation Create() => new PlainRelay();

    protected override async Task<ByteStream> DialAsync(IpPort target) => await ConnectAsync(target);
}
