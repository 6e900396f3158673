using System.Text.Json;
using Istio.Collections;
using Istiod.Debug;

namespace Istiod.Registry.Pages;

/// <summary>The derived tables: what is made of what, how large it is, and how often its transformation has run.</summary>
internal sealed class TablePages(MeshGraph mesh)
{
    public IReadOnlyList<DebugPage> All => [new("tablez", "The derived tables and what they are made of", Tables)];

    private PageFailure? Tables(DebugQuery query, Utf8JsonWriter json)
    {
        Write(mesh.Current.Tables, json);
        return null;
    }

    private static void Write(GraphReport graph, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", graph.Revision);
        json.WriteStartArray("tables");
        foreach (var node in graph.Nodes)
        {
            WriteNode(node, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in graph.Problems)
        {
            json.WriteStringValue($"{problem.Table}: {problem.Message}");
        }

        json.WriteEndArray();
        json.WriteString("dot", GraphDescription.Dot(graph));
        json.WriteEndObject();
    }

    private static void WriteNode(NodeReport node, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", node.Name);
        json.WriteString("kind", node.Kind);
        json.WriteNumber("rows", node.Rows);
        json.WriteNumber("changedIn", node.ChangedIn);
        json.WriteNumber("runs", node.Runs);
        WriteSources(node, "from", isRead: false, json);
        WriteSources(node, "reads", isRead: true, json);
        json.WriteEndObject();
    }

    private static void WriteSources(NodeReport node, string name, bool isRead, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (var source in node.Sources)
        {
            if (source.IsRead == isRead)
            {
                json.WriteStringValue(source.Name);
            }
        }

        json.WriteEndArray();
    }
}
