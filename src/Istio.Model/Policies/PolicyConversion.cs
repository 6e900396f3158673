using Istio.Core.Values;
using Istio.Model.Findings;

namespace Istio.Model.Policies;

/// <summary>What became of an AuthorizationPolicy at the workload.</summary>
/// <param name="Policy">Null when ztunnel has no part in it.</param>
/// <param name="Findings">What of it ztunnel cannot enforce.</param>
public sealed record PolicyConversion(L4Policy? Policy, ValueList<Finding> Findings);
