using System.Runtime.CompilerServices;
using Istio.Core.Net;
using Ztunnel.Policies;
using Ztunnel.Proxy.Telemetry;
using Ztunnel.State;

namespace Ztunnel.Proxy;

/// <summary>
/// One evaluation of all open inbound connections of a loop, with the workload and the policies as they are then; those that are not allowed any more end.
/// It goes in slices, and facts that many connections share are evaluated once.
/// </summary>
internal sealed class PolicyReevaluation(OpenConnections open, MeshStore mesh, LoopSlices slices)
{
    private readonly Dictionary<Key, bool> _allowed = [];
    private MeshState _state = MeshState.Empty;

    /// <summary>How many evaluations there were so far.</summary>
    public int Evaluations { get; private set; }

    public async Task RunAsync()
    {
        foreach (var connection in open.ToArray())
        {
            if (slices.IsOver)
            {
                await slices.NextAsync();
            }

            // It may have ended between two slices.
            if (connection.Facts is { } facts && open.Contains(connection) && !IsAllowed(facts))
            {
                connection.End(Outcome.PolicyChange);
            }
        }
    }

    private bool IsAllowed(in ConnectionFacts facts)
    {
        // Policies may change between two slices: what is left is then evaluated with the newer ones.
        if (mesh.Current is var current && !ReferenceEquals(current, _state))
        {
            _state = current;
            _allowed.Clear();
        }

        var now = facts with { Destination = _state.WorkloadByUid(facts.Destination.Uid) ?? facts.Destination };
        var key = new Key(now.SourceAddress, now.Source?.Principal, now.Target, now.Destination);
        if (!_allowed.TryGetValue(key, out var allowed))
        {
            Evaluations++;
            _allowed.Add(key, allowed = _state.Policies.Evaluate(now).IsAllowed);
        }

        return allowed;
    }

    /// <summary>All that a decision depends on. Workloads are compared by reference: comparing two by value would cost more than most evaluations.</summary>
    private readonly struct Key(IpAddress source, string? principal, IpPort target, Workload destination) : IEquatable<Key>
    {
        private readonly IpAddress _source = source;
        private readonly string? _principal = principal;
        private readonly IpPort _target = target;
        private readonly Workload _destination = destination;

        public bool Equals(Key other) => _source == other._source
            && string.Equals(_principal, other._principal, StringComparison.Ordinal)
            && _target == other._target
            && ReferenceEquals(_destination, other._destination);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(_source, _principal, _target, RuntimeHelpers.GetHashCode(_destination));
    }
}
