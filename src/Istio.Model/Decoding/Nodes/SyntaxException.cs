namespace Istio.Model.Decoding.Nodes;

/// <summary>Text that is no YAML, or no JSON. It is caught where the document becomes findings and goes no further.</summary>
internal sealed class SyntaxException(Mark mark, string message) : Exception(message)
{
    public Mark Mark => mark;
}
