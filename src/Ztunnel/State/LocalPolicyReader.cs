using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Core.Yaml;
using Ztunnel.Policies;
using Ztunnel.Yaml;

namespace Ztunnel.State;

/// <summary>Reads one policy of the local configuration: rules are a list of lists of lists of matches.</summary>
internal static class LocalPolicyReader
{
    public static AuthorizationPolicy Read(YamlFields fields)
    {
        var name = fields.RequiredText("name");
        var @namespace = fields.RequiredText("namespace");
        var path = fields.Path("rules");
        return new AuthorizationPolicy
        {
            Name = name,
            Namespace = @namespace,
            Key = $"{@namespace}/{name}",
            Scope = LocalNames.PolicyScopes.Read(fields, "scope"),
            Action = LocalNames.PolicyActions.Read(fields, "action"),
            DryRun = fields.Boolean("dryRun") ?? false,
            Rules = fields.Items("rules").Select(rule => new PolicyRule(Items(rule, path).Select(clause => ReadClause(clause, path)).ToValueList())).ToValueList(),
        };
    }

    private static PolicyClause ReadClause(YamlNode clause, string path) =>
        new(Items(clause, path).Select(match => ReadMatch(YamlFields.Of(match, path))).ToValueList());

    private static PolicyMatch ReadMatch(YamlFields fields)
    {
        var match = new PolicyMatch
        {
            Namespaces = Read(fields, "namespaces", ReadString),
            NotNamespaces = Read(fields, "notNamespaces", ReadString),
            Principals = Read(fields, "principals", ReadString),
            NotPrincipals = Read(fields, "notPrincipals", ReadString),
            SourceIps = Read(fields, "sourceIps", ReadBlock),
            NotSourceIps = Read(fields, "notSourceIps", ReadBlock),
            DestinationIps = Read(fields, "destinationIps", ReadBlock),
            NotDestinationIps = Read(fields, "notDestinationIps", ReadBlock),
            DestinationPorts = Read(fields, "destinationPorts", ReadPort),
            NotDestinationPorts = Read(fields, "notDestinationPorts", ReadPort),
            ServiceAccounts = Read(fields, "serviceAccounts", ReadAccount),
            NotServiceAccounts = Read(fields, "notServiceAccounts", ReadAccount),
        };
        fields.End();
        return match;
    }

    private static ValueList<T> Read<T>(YamlFields fields, string key, Func<YamlNode, string, T> read) =>
        fields.Items(key).Select(node => read(node, fields.Path(key))).ToValueList();

    // Both spellings of a tagged value are in use: "!Exact text" and "Exact: text".
    private static StringMatch ReadString(YamlNode node, string path)
    {
        if (node.Tag.Length > 0)
        {
            var kind = LocalNames.MatchKinds.Parse(new YamlScalar(node.Line, node.Tag, ScalarType.String), path);
            return new(kind, kind == StringMatchKind.Presence ? string.Empty : YamlFields.ParseText(node, path));
        }

        if (node is YamlMapping { Entries: [var (word, value)] })
        {
            var kind = LocalNames.MatchKinds.Parse(new YamlScalar(node.Line, word, ScalarType.String), path);
            return new(kind, kind == StringMatchKind.Presence ? string.Empty : YamlFields.ParseText(value, path));
        }

        throw new YamlFormatException(node.Line, $"{path}: expected one of Exact, Prefix, Suffix, Presence");
    }

    private static CidrBlock ReadBlock(YamlNode node, string path) =>
        CidrBlock.TryParse(YamlFields.ParseText(node, path), out var block)
            ? block
            : throw new YamlFormatException(node.Line, $"{path}: expected an address range");

    private static ushort ReadPort(YamlNode node, string path)
    {
        var number = YamlFields.ParseNumber(node, path);
        return number <= ushort.MaxValue ? (ushort)number : throw new YamlFormatException(node.Line, $"{path}: {number} is no port");
    }

    private static ServiceAccountMatch ReadAccount(YamlNode node, string path)
    {
        var fields = YamlFields.Of(node, path);
        var account = new ServiceAccountMatch(fields.RequiredText("namespace"), fields.RequiredText("serviceAccount"));
        fields.End();
        return account;
    }

    private static IReadOnlyList<YamlNode> Items(YamlNode node, string path) => node as YamlSequence is { } sequence
        ? sequence.Items
        : throw new YamlFormatException(node.Line, $"{path}: expected a list");
}
