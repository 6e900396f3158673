using Envoy.Config.Core.V3;
using Grpc.Core;
using Metadata = Grpc.Core.Metadata;

namespace Istio.Xds.Client;

/// <summary>What an <see cref="AdsClient"/> needs from its program.</summary>
public sealed record AdsClientOptions
{
    /// <summary>Gives the invoker for the next connection attempt. Called once an attempt, so that a changed address or root is used from then on.</summary>
    public required Func<CancellationToken, ValueTask<CallInvoker>> Connect { get; init; }

    /// <summary>Gives the headers of the next attempt: the token file is read again each time.</summary>
    public Func<CancellationToken, ValueTask<Metadata>> Headers { get; init; } = static _ => ValueTask.FromResult(Metadata.Empty);

    public required Node Node { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public AdsClientMetrics? Metrics { get; init; }
}
