using Istio.Core.Logging;
using Ztunnel.Policies;

namespace Ztunnel.Proxy.Inbound;

/// <summary>The one place where policies are evaluated for an inbound connection.</summary>
internal static class Admission
{
    public static Decision Decide(ProxyServices services, in ConnectionFacts facts)
    {
        var policies = services.Mesh.Current.Policies;
        var decision = policies.Evaluate(facts);
        if (policies.HasDryRuns)
        {
            ReportDryRun(services, facts, decision, policies.EvaluateWithDryRuns(facts));
        }

        if (Logs.Rbac.IsEnabled(LogLevel.Debug))
        {
            Logs.Rbac.Debug($"{facts.Source?.Uri ?? facts.SourceAddress.ToString()} to {facts.Target}: {decision.Verdict}, {decision.Reason}");
        }

        return decision;
    }

    private static void ReportDryRun(ProxyServices services, in ConnectionFacts facts, in Decision enforced, in Decision tried)
    {
        if (tried.IsAllowed == enforced.IsAllowed)
        {
            return;
        }

        var policy = tried.Policy?.Key ?? "none";
        services.Metrics.DryRun(policy, tried.IsAllowed);
        Logs.Rbac.Begin(LogLevel.Info, "dry-run policy would decide differently")
            .Value("src.addr", facts.SourceAddress)
            .TextIf("src.identity", facts.Source?.Uri)
            .Value("dst.addr", facts.Target)
            .Text("dst.workload", facts.Destination.Name)
            .Text("enforced", enforced.IsAllowed ? "allow" : "deny")
            .Text("dry_run", tried.IsAllowed ? "allow" : "deny")
            .Text("reason", tried.Reason)
            .Write();
    }
}
