using System.Runtime.CompilerServices;
using Ztunnel.State;

namespace Ztunnel.Proxy.Telemetry;

/// <summary>
/// <see cref="TrafficParties"/> compared by reference: the state hands out the same objects until they change, and comparing some hundred
/// fields for each connection would cost more than the lookup saves.
/// </summary>
internal readonly struct PartiesKey(in TrafficParties parties) : IEquatable<PartiesKey>
{
    private readonly Workload? _source = parties.Source;
    private readonly Workload? _destination = parties.Destination;
    private readonly Service? _service = parties.Service;
    private readonly string? _peer = parties.Peer?.Uri;
    private readonly Reporter _reporter = parties.Reporter;
    private readonly bool _isMutualTls = parties.IsMutualTls;

    public bool Equals(PartiesKey other) =>
        ReferenceEquals(_source, other._source)
        && ReferenceEquals(_destination, other._destination)
        && ReferenceEquals(_service, other._service)
        && _reporter == other._reporter
        && _isMutualTls == other._isMutualTls
        && string.Equals(_peer, other._peer, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is PartiesKey other && Equals(other);

    /// <summary>Includes the peer: all sources that xDS does not know differ in it alone.</summary>
    public override int GetHashCode() => HashCode.Combine(
        RuntimeHelpers.GetHashCode(_source), RuntimeHelpers.GetHashCode(_destination), RuntimeHelpers.GetHashCode(_service), _peer, _reporter, _isMutualTls);
}
