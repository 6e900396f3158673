using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <summary>One condition (<c>when</c>) of a rule.</summary>
internal static class PolicyConditionDecoder
{
    private static readonly string[] PlainKeys =
    [
        "source.ip", "remote.ip", "source.namespace", "source.serviceAccount", "source.principal", "request.auth.principal", "request.auth.audiences",
        "request.auth.presenter", "destination.ip", "destination.port", "connection.sni",
    ];

    /// <summary>Attributes that are followed by a name in brackets.</summary>
    private static readonly string[] NamedKeys = ["request.headers", "request.auth.claims", "experimental.envoy.filters."];

    public static PolicyCondition Read(FieldReader condition)
    {
        condition.Require("key");
        var key = condition.String("key");
        if (key.Length > 0 && !IsKnown(key))
        {
            condition.Error(FindingCode.InvalidValue, "key", $"unknown attribute \"{key}\"{Spelling.Hint(key, PlainKeys)}");
        }

        var read = new PolicyCondition(key, Values(condition, key, "values"), Values(condition, key, "notValues"));
        if (read.Values.IsEmpty && read.NotValues.IsEmpty)
        {
            condition.Sink.Error(FindingCode.MissingField, condition.Mark, condition.PathOf("values"), "at least one of values and notValues must be given");
        }

        return read;
    }

    private static ValueList<string> Values(FieldReader condition, string key, string field) => key switch
    {
        "source.ip" or "remote.ip" or "destination.ip" => PolicyRuleDecoder.Blocks(condition, field),
        "destination.port" => PolicyRuleDecoder.Ports(condition, field),
        _ => PolicyRuleDecoder.Texts(condition, field),
    };

    private static bool IsKnown(string key)
    {
        if (PlainKeys.Contains(key))
        {
            return true;
        }

        foreach (var prefix in NamedKeys)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return prefix.EndsWith('.') || (key.Length > prefix.Length + 2 && key[prefix.Length] == '[' && key[^1] == ']');
            }
        }

        return false;
    }
}
