using Istio.Core.Values;
using Istio.Model.Kinds;

namespace Istio.Model.Policies;

/// <summary>The parts of a rule that can only be judged by someone who reads HTTP.</summary>
internal static class HttpAttributes
{
    /// <summary>Their names, each once, in the order of the rule.</summary>
    public static ValueList<string> Of(PolicyRule rule)
    {
        List<string> names = [];
        foreach (PolicySource source in rule.From)
        {
            Note(names, "requestPrincipals", source.RequestPrincipals);
            Note(names, "notRequestPrincipals", source.NotRequestPrincipals);
            Note(names, "remoteIpBlocks", source.RemoteIpBlocks);
            Note(names, "notRemoteIpBlocks", source.NotRemoteIpBlocks);
        }

        foreach (PolicyOperation operation in rule.To)
        {
            Note(names, "hosts", operation.Hosts);
            Note(names, "notHosts", operation.NotHosts);
            Note(names, "methods", operation.Methods);
            Note(names, "notMethods", operation.NotMethods);
            Note(names, "paths", operation.Paths);
            Note(names, "notPaths", operation.NotPaths);
        }

        foreach (PolicyCondition condition in rule.When)
        {
            if (!IsConnectionAttribute(condition.Key))
            {
                Note(names, condition.Key, [condition.Key]);
            }
        }

        return names.ToValueList();
    }

    /// <summary><c>source.serviceAccount</c> is not among them: Istio takes it for HTTP when it is a condition.</summary>
    public static bool IsConnectionAttribute(string key) =>
        key is "source.ip" or "source.namespace" or "source.principal" or "destination.ip" or "destination.port";

    private static void Note(List<string> names, string name, ValueList<string> values)
    {
        if (!values.IsEmpty && !names.Contains(name))
        {
            names.Add(name);
        }
    }
}
