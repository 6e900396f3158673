using Istio.Core.Values;
using Istio.Model.Kinds.Security.PeerAuthentications;

namespace Istio.Model.Policies;

/// <summary>
/// PeerAuthentications as ztunnel enforces them: as policies that deny callers without an identity. Without mutual TLS there is none, so
/// <c>DISABLE</c> comes to the same as <c>PERMISSIVE</c>: ztunnel takes what comes.
/// </summary>
public static class PeerAuthentications
{
    /// <summary>Underscores cannot occur in names of Kubernetes, so no user's policy has these names.</summary>
    private const string StrictName = "istio_converted_static_strict";
    private const string ConvertedPrefix = "converted_peer_authentication_";

    private static readonly L4Match WithoutIdentity = new() { NotPrincipals = [TextMatch.Presence] };

    /// <summary>The one policy for all workloads that are strict on every port.</summary>
    public static L4Policy Strict(string rootNamespace) =>
        new(rootNamespace, StrictName, PolicyScope.WorkloadSelector, Denies: true, [new L4Group([new L4Rule(WithoutIdentity)])]);

    /// <summary>How workloads refer to <see cref="Strict"/>.</summary>
    public static string StrictResourceName(string rootNamespace) => $"{rootNamespace}/{StrictName}";

    /// <summary>
    /// The policy for a workload-level PeerAuthentication whose ports differ from its mode; null when none is needed because the workload
    /// is alike on all ports. <see cref="PeerAuthenticationLevels.Workload"/> must be given.
    /// </summary>
    public static L4Policy? Convert(PeerAuthenticationLevels levels, string rootNamespace)
    {
        var policy = levels.Workload;
        if (policy is null || !policy.SelectsWorkloads || policy.Metadata.Namespace == rootNamespace || !levels.HasPortExceptions)
        {
            return null;
        }

        var groups = levels.Mode == MutualTlsMode.Strict ? [OpenPorts(levels)] : StrictPorts(policy);
        return new L4Policy(policy.Metadata.Namespace, ConvertedPrefix + policy.Metadata.Name, PolicyScope.WorkloadSelector, Denies: true, groups);
    }

    /// <summary>Names of the policies that a workload is to refer to, sorted.</summary>
    public static ValueList<string> AttachedTo(PeerAuthenticationLevels levels, string rootNamespace)
    {
        if (levels.Workload is { } workload && levels.HasPortExceptions)
        {
            return [$"{workload.Metadata.Namespace}/{ConvertedPrefix}{workload.Metadata.Name}"];
        }

        return levels.Mode == MutualTlsMode.Strict ? [StrictResourceName(rootNamespace)] : [];
    }

    /// <summary>Denies callers without identity on each strict port of a workload that otherwise takes all.</summary>
    private static ValueList<L4Group> StrictPorts(PeerAuthentication policy) => policy.PortModes
        .Where(port => port.Value == MutualTlsMode.Strict)
        .OrderBy(port => port.Key)
        .Select(port => new L4Group([new L4Rule(WithoutIdentity with { DestinationPorts = [port.Key] })]))
        .ToValueList();

    /// <summary>
    /// Denies callers without identity on all but some ports. Who is strict, the workload or a wider level, shows in where the rule about
    /// identities stands; it stands twice when both are, as Istio writes it.
    /// </summary>
    private static L4Group OpenPorts(PeerAuthenticationLevels levels)
    {
        var rules = new List<L4Rule>();
        if (levels.Workload!.Mode == MutualTlsMode.Strict)
        {
            rules.Add(new L4Rule(WithoutIdentity));
        }

        var open = levels.Workload.PortModes
            .Where(port => port.Value is MutualTlsMode.Permissive or MutualTlsMode.Disable)
            .Select(port => port.Key);
        foreach (var port in open.Order())
        {
            rules.Add(new L4Rule(new L4Match { NotDestinationPorts = [port] }));
        }

        if (levels.InheritedMode == MutualTlsMode.Strict)
        {
            rules.Add(new L4Rule(WithoutIdentity));
        }

        return new L4Group(rules.ToValueList());
    }
}
