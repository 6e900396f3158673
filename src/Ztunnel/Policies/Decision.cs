namespace Ztunnel.Policies;

/// <summary>The outcome of an evaluation, with the policy and the rule that decided it.</summary>
/// <param name="Policy">Null when the verdict comes from no single policy.</param>
/// <param name="Rule">The index of the deciding rule within <paramref name="Policy"/>; -1 without one.</param>
internal readonly record struct Decision(Verdict Verdict, AuthorizationPolicy? Policy, int Rule)
{
    public bool IsAllowed => Verdict is Verdict.Allowed or Verdict.AllowedByDefault;

    /// <summary>The reason as access logs print it.</summary>
    public string Reason => Verdict switch
    {
        Verdict.Denied => $"explicitly denied by: {Policy?.Key}",
        Verdict.NotAllowed => "allow policies exist, but none allowed",
        Verdict.Allowed => $"allowed by: {Policy?.Key}",
        _ => "no policy applies",
    };
}
