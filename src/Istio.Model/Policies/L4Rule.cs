using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>A clause: matches when any of its matches does; without matches it matches every connection.</summary>
public sealed record L4Rule(ValueList<L4Match> Matches)
{
    public L4Rule(L4Match match)
        : this([match])
    {
    }

    /// <summary>Matches every connection.</summary>
    public static L4Rule Everything { get; } = new(ValueList<L4Match>.Empty);
}
