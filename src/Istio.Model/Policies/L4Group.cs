using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>Matches when every rule does; without rules it matches everything.</summary>
public sealed record L4Group(ValueList<L4Rule> Rules)
{
    /// <summary>No rule asks for anything.</summary>
    public bool MatchesEverything
    {
        get
        {
            foreach (var rule in Rules)
            {
                if (!rule.Matches.IsEmpty)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
