using System.Text.Json;
using Istio.Core.Values;
using Ztunnel.Policies;
using Ztunnel.State;

namespace Ztunnel.Admin;

internal static class PolicyJson
{
    public static void Write(Utf8JsonWriter json, AuthorizationPolicy policy)
    {
        json.WriteStartObject();
        json.WriteString("action", LocalNames.PolicyActions.WordOf(policy.Action));
        if (policy.DryRun)
        {
            json.WriteBoolean("dryRun", true);
        }

        json.WriteString("name", policy.Name);
        json.WriteString("namespace", policy.Namespace);
        json.WriteArray("rules", policy.Rules, static (writer, rule) =>
        {
            writer.WriteStartArray();
            foreach (var clause in rule.Clauses)
            {
                writer.WriteStartArray();
                foreach (var match in clause.Matches)
                {
                    Write(writer, match);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        });
        json.WriteString("scope", LocalNames.PolicyScopes.WordOf(policy.Scope));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PolicyMatch match)
    {
        json.WriteStartObject();
        WriteList(json, "destinationIps", match.DestinationIps, static (writer, block) => writer.WriteStringValue(block.ToString()));
        WriteList(json, "destinationPorts", match.DestinationPorts, static (writer, port) => writer.WriteNumberValue(port));
        WriteList(json, "namespaces", match.Namespaces, WriteString);
        WriteList(json, "notDestinationIps", match.NotDestinationIps, static (writer, block) => writer.WriteStringValue(block.ToString()));
        WriteList(json, "notDestinationPorts", match.NotDestinationPorts, static (writer, port) => writer.WriteNumberValue(port));
        WriteList(json, "notNamespaces", match.NotNamespaces, WriteString);
        WriteList(json, "notPrincipals", match.NotPrincipals, WriteString);
        WriteList(json, "notServiceAccounts", match.NotServiceAccounts, WriteAccount);
        WriteList(json, "notSourceIps", match.NotSourceIps, static (writer, block) => writer.WriteStringValue(block.ToString()));
        WriteList(json, "principals", match.Principals, WriteString);
        WriteList(json, "serviceAccounts", match.ServiceAccounts, WriteAccount);
        WriteList(json, "sourceIps", match.SourceIps, static (writer, block) => writer.WriteStringValue(block.ToString()));
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, ValueList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (!items.IsEmpty)
        {
            json.WriteArray(name, items, write);
        }
    }

    private static void WriteString(Utf8JsonWriter json, StringMatch match)
    {
        json.WriteStartObject();
        if (match.Kind == StringMatchKind.Presence)
        {
            json.WriteStartArray("Presence");
            json.WriteEndArray();
        }
        else
        {
            json.WriteString(LocalNames.MatchKinds.WordOf(match.Kind), match.Value);
        }

        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, ServiceAccountMatch account)
    {
        json.WriteStartObject();
        json.WriteString("namespace", account.Namespace);
        json.WriteString("serviceAccount", account.ServiceAccount);
        json.WriteEndObject();
    }
}
