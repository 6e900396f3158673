using System.Globalization;
using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;

namespace Istio.Model.Kinds.Security.AuthorizationPolicies;

/// <summary>The rules of an AuthorizationPolicy.</summary>
internal static class PolicyRuleDecoder
{
    public static PolicyRule Read(FieldReader rule) => new(
        rule.List("from", ReadFrom),
        rule.List("to", ReadTo),
        rule.List("when", PolicyConditionDecoder.Read));

    private static PolicySource ReadFrom(FieldReader from)
    {
        from.Require("source");
        return from.Nested("source", ReadSource) ?? new PolicySource();
    }

    private static PolicySource ReadSource(FieldReader source)
    {
        var read = new PolicySource
        {
            Principals = Texts(source, "principals"),
            NotPrincipals = Texts(source, "notPrincipals"),
            RequestPrincipals = Texts(source, "requestPrincipals"),
            NotRequestPrincipals = Texts(source, "notRequestPrincipals"),
            Namespaces = Texts(source, "namespaces"),
            NotNamespaces = Texts(source, "notNamespaces"),
            ServiceAccounts = ServiceAccounts(source, "serviceAccounts"),
            NotServiceAccounts = ServiceAccounts(source, "notServiceAccounts"),
            IpBlocks = Blocks(source, "ipBlocks"),
            NotIpBlocks = Blocks(source, "notIpBlocks"),
            RemoteIpBlocks = Blocks(source, "remoteIpBlocks"),
            NotRemoteIpBlocks = Blocks(source, "notRemoteIpBlocks"),
        };
        var accounts = source.Has("serviceAccounts") || source.Has("notServiceAccounts");
        var others = source.Has("principals") || source.Has("notPrincipals") || source.Has("namespaces") || source.Has("notNamespaces");
        if (accounts && others)
        {
            source.Sink.Error(FindingCode.Conflict, source.Mark, source.Path, "Cannot set serviceAccounts with namespaces or principals");
        }

        if (read == new PolicySource())
        {
            ReportEmpty(source, "source", "from");
        }

        return read;
    }

    private static PolicyOperation ReadTo(FieldReader to)
    {
        to.Require("operation");
        return to.Nested("operation", ReadOperation) ?? new PolicyOperation();
    }

    private static PolicyOperation ReadOperation(FieldReader operation)
    {
        var read = new PolicyOperation
        {
            Hosts = Texts(operation, "hosts"),
            NotHosts = Texts(operation, "notHosts"),
            Ports = Ports(operation, "ports"),
            NotPorts = Ports(operation, "notPorts"),
            Methods = Texts(operation, "methods"),
            NotMethods = Texts(operation, "notMethods"),
            Paths = Texts(operation, "paths"),
            NotPaths = Texts(operation, "notPaths"),
        };
        if (read == new PolicyOperation())
        {
            ReportEmpty(operation, "operation", "to");
        }

        return read;
    }

    private static void ReportEmpty(FieldReader reader, string what, string parent) => reader.Sink.Error(
        FindingCode.MissingField,
        reader.Mark,
        reader.Path,
        $"an empty {what} matches nothing that can be meant; leave out \"{parent}\" to match everything");

    internal static ValueList<string> Texts(FieldReader reader, string field) => Checked(reader, field, text => text.Length > 0, "a value that is not empty");

    internal static ValueList<string> Blocks(FieldReader reader, string field) =>
        Checked(reader, field, text => CidrBlock.TryParse(text, out _), "an IP address or a range like 10.0.0.0/8");

    internal static ValueList<string> Ports(FieldReader reader, string field) => Checked(reader, field, IsPort, "a port from 1 to 65535");

    private static bool IsPort(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535;

    private static ValueList<string> ServiceAccounts(FieldReader reader, string field) => Checked(
        reader,
        field,
        text => text.Length > 0 && text.Count(letter => letter == '/') <= 1 && text[0] != '/' && text[^1] != '/' && !text.Contains('*'),
        "NAME or NAMESPACE/NAME");

    private static ValueList<string> Checked(FieldReader reader, string field, Func<string, bool> isValid, string expected)
    {
        var texts = reader.Strings(field);
        for (var i = 0; i < texts.Count; i++)
        {
            if (!isValid(texts[i]))
            {
                reader.ErrorAt(FindingCode.InvalidValue, field, i, $"expected {expected}, found \"{texts[i]}\"");
            }
        }

        return texts;
    }
}
