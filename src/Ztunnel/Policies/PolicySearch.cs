namespace Ztunnel.Policies;

/// <summary>The search for the first policy of one action that matches a connection. Lives on the stack for one evaluation.</summary>
internal ref struct PolicySearch
{
    private readonly ref readonly ConnectionFacts _facts;
    private readonly bool _withDryRuns;

    /// <param name="facts">The connection; referred to, not copied.</param>
    /// <param name="withDryRuns">Dry-run policies count as well.</param>
    public PolicySearch(in ConnectionFacts facts, bool withDryRuns)
    {
        _facts = ref facts;
        _withDryRuns = withDryRuns;
        Rule = -1;
    }

    /// <summary>The policy that matched; null while none did.</summary>
    public AuthorizationPolicy? Policy { get; private set; }

    /// <summary>The index of the rule that matched; -1 while none did.</summary>
    public int Rule { get; private set; }

    /// <summary>Whether any policy was looked at, matching or not.</summary>
    public bool HadCandidates { get; private set; }

    /// <summary>Looks at one policy; true ends the search.</summary>
    public bool Finds(AuthorizationPolicy policy)
    {
        if (policy.DryRun && !_withDryRuns)
        {
            return false;
        }

        HadCandidates = true;
        Rule = policy.FirstMatch(_facts);
        if (Rule < 0)
        {
            return false;
        }

        Policy = policy;
        return true;
    }

    /// <summary>Looks at policies in turn up to the first that matches; true ends the search.</summary>
    public bool FindsIn(ReadOnlySpan<AuthorizationPolicy> policies)
    {
        foreach (var policy in policies)
        {
            if (Finds(policy))
            {
                return true;
            }
        }

        return false;
    }
}
