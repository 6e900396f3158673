using Istio.Core.Values;
using Istio.Model.Kinds.Security.AuthorizationPolicies;

namespace Istio.Model.Policies;

/// <summary>The parts of a rule that can only be judged by someone who reads HTTP.</summary>
internal static class HttpAttributes
{
    /// <summary>Their names, each once, in the order of the rule.</summary>
    public static ValueList<string> Of(PolicyRule rule)
    {
        var names = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var source in rule.From)
        {
            Note(names, "requestPrincipals", source.RequestPrincipals);
            Note(names, "notRequestPrincipals", source.NotRequestPrincipals);
            Note(names, "remoteIpBlocks", source.RemoteIpBlocks);
            Note(names, "notRemoteIpBlocks", source.NotRemoteIpBlocks);
        }

        foreach (var operation in rule.To)
        {
            Note(names, "hosts", operation.Hosts);
            Note(names, "notHosts", operation.NotHosts);
            Note(names, "methods", operation.Methods);
            Note(names, "notMethods", operation.NotMethods);
            Note(names, "paths", operation.Paths);
            Note(names, "notPaths", operation.NotPaths);
        }

        foreach (var condition in rule.When)
        {
            if (!IsConnectionAttribute(condition.Key))
            {
                Note(names, condition.Key, [condition.Key]);
            }
        }

        return names.Keys.ToValueList();
    }

    /// <summary><c>source.serviceAccount</c> is not among them: Istio takes it for HTTP when it is a condition.</summary>
    public static bool IsConnectionAttribute(string key) =>
        key is "source.ip" or "source.namespace" or "source.principal" or "destination.ip" or "destination.port";

    private static void Note(OrderedDictionary<string, bool> names, string name, ValueList<string> values)
    {
        if (!values.IsEmpty)
        {
            names.TryAdd(name, true);
        }
    }
}
