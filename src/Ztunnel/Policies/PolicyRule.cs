using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>All of its clauses (from, to, when) must hold; a rule without clauses holds for every connection.</summary>
internal sealed record PolicyRule(ValueList<PolicyClause> Clauses)
{
    public bool Holds(in ConnectionFacts facts)
    {
        foreach (var clause in Clauses.AsSpan())
        {
            if (!clause.Holds(facts))
            {
                return false;
            }
        }

        return true;
    }
}
