using Istio.Core.Values;

namespace Istio.Model.Policies;

/// <summary>What ztunnel enforces: a policy about connections, its references resolved and all that needs HTTP gone.</summary>
/// <param name="Denies">A match rejects the connection; else a match is what lets it in.</param>
/// <param name="Groups">The policy matches when any group does; without groups it never matches.</param>
public sealed record L4Policy(string Namespace, string Name, PolicyScope Scope, bool Denies, ValueList<L4Group> Groups)
{
    /// <summary>To be reported, never enforced.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Name of the resource, and how workloads refer to the policy.</summary>
    public string ResourceName => $"{Namespace}/{Name}";
}
