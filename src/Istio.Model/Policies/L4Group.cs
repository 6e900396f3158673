using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>Matches when every rule does; without rules it matches everything.</summary>
public sealed record L4Group(ValueList<L4Rule> Rules);
