namespace Istio.Model.Decoding.Nodes;

/// <summary>One document of a file.</summary>
/// <param name="FirstLine">Of the text in the file, from 1.</param>
/// <param name="Problems">What is wrong around the document, while the document itself can be read and says which object it is.</param>
internal readonly record struct YamlDocumentText(string Text, int FirstLine, IReadOnlyList<(Mark Mark, string Message)> Problems);
