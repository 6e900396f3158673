namespace Istio.Model.Decoding.Nodes;

/// <summary>One document of a file.</summary>
/// <param name="File">The whole file.</param>
/// <param name="Start">Of the document in the file, in characters.</param>
/// <param name="Length">In characters.</param>
/// <param name="FirstLine">Of the document in the file, from 1.</param>
/// <param name="Problems">What is wrong around the document, while the document itself can be read and says which object it is.</param>
internal readonly record struct YamlDocumentText(string File, int Start, int Length, int FirstLine, IReadOnlyList<(Mark Mark, string Message)> Problems)
{
    public ReadOnlySpan<char> Span => File.AsSpan(Start, Length);

    /// <summary>A copy.</summary>
    public string Text => File.Substring(Start, Length);
}
