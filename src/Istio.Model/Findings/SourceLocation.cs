namespace Istio.Model.Findings;

/// <summary>A place in a file. All numbers start at 1.</summary>
/// <param name="Document">Which of the file's documents, counting those with content; 0 for the file as a whole.</param>
public sealed record SourceLocation(string File, int Document, int Line, int Column)
{
    public override string ToString() => $"{File}:{Line}:{Column}";
}
