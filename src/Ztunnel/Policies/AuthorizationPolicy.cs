using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>A layer 4 policy, ready to be evaluated. Any of its rules may match; without rules it never does.</summary>
internal sealed record AuthorizationPolicy
{
    public required string Name { get; init; }

    public required string Namespace { get; init; }

    /// <summary><c>namespace/name</c>, the name used on the wire, in workloads and in log lines.</summary>
    public required string Key { get; init; }

    public PolicyScope Scope { get; init; }

    public PolicyAction Action { get; init; }

    /// <summary>Evaluated and reported, never enforced.</summary>
    public bool DryRun { get; init; }

    public ValueList<PolicyRule> Rules { get; init; } = [];

    /// <summary>The index of the first rule that matches, or -1.</summary>
    public int FirstMatch(in ConnectionFacts facts)
    {
        var rules = Rules.AsSpan();
        for (var i = 0; i < rules.Length; i++)
        {
            if (rules[i].Holds(facts))
            {
                return i;
            }
        }

        return -1;
    }
}
