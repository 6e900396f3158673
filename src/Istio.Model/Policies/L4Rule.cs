using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>Matches when any of its matches does.</summary>
public sealed record L4Rule(ValueList<L4Match> Matches)
{
    public L4Rule(L4Match match)
        : this([match])
    {
    }
}
