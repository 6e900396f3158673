using Istio.Core.Values;

namespace Ztunnel.Policies;

/// <summary>Any of its matches must hold; a clause without matches holds.</summary>
internal sealed record PolicyClause(ValueList<PolicyMatch> Matches)
{
    public bool Holds(in ConnectionFacts facts)
    {
        foreach (var match in Matches.AsSpan())
        {
            if (match.Matches(facts))
            {
                return true;
            }
        }

        return Matches.IsEmpty;
    }
}
