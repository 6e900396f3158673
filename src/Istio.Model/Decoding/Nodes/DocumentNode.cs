namespace Istio.Model.Decoding.Nodes;

/// <summary>A node of a document with its place. YamlDotNet's own tree refuses duplicate keys by an exception; here they are findings.</summary>
internal abstract class DocumentNode(Mark mark)
{
    public Mark Mark => mark;

    /// <summary>What a person would call it, for messages.</summary>
    public abstract string Description { get; }
}
