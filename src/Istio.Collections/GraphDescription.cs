using System.Globalization;
using System.Text;

namespace Istio.Collections;

/// <summary>A graph in words and as a picture, for the debug pages.</summary>
public static class GraphDescription
{
    /// <summary>One line a node: name, kind, rows, when it changed, how often its transformation ran, and what it comes from.</summary>
    public static string Text(GraphReport graph)
    {
        var width = graph.Nodes.Max(node => node.Name.Length);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"graph {graph.Name}, revision {graph.Revision}\n");
        foreach (var node in graph.Nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{node.Name.PadRight(width)}  {node.Kind,-7}  rows {node.Rows,7}  changed in {node.ChangedIn,7}");
            text.Append(CultureInfo.InvariantCulture, $"  runs {node.Runs,9}");
            AppendNames(text, "  from ", node, read: false);
            AppendNames(text, "  reads ", node, read: true);
            text.Append('\n');
        }

        foreach (var problem in graph.Problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"{problem.Kind} in {problem.Table}: {problem.Message}\n");
        }

        return text.ToString();
    }

    /// <summary>In the DOT language of Graphviz: solid arrows to the tables a node is run for, dashed ones to those it has read.</summary>
    public static string Dot(GraphReport graph)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"digraph \"{graph.Name}\" {{\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (var node in graph.Nodes)
        {
            var shape = node.Kind == "index" ? ", style=rounded" : "";
            text.Append(CultureInfo.InvariantCulture, $"  n{node.Order} [label=\"{node.Name}\\n{node.Kind}, {node.Rows}\"{shape}];\n");
        }

        foreach (var node in graph.Nodes)
        {
            foreach (var source in node.Sources)
            {
                text.Append(CultureInfo.InvariantCulture, $"  n{source.Order} -> n{node.Order}{(source.IsRead ? " [style=dashed]" : "")};\n");
            }
        }

        return text.Append("}\n").ToString();
    }

    private static void AppendNames(StringBuilder text, string lead, NodeReport node, bool read)
    {
        var joined = string.Join(", ", node.Sources.Where(source => source.IsRead == read).Select(static source => source.Name));
        if (joined.Length > 0)
        {
            text.Append(lead).Append(joined);
        }
    }
}
