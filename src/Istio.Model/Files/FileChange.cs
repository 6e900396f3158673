namespace Istio.Model.Files;

/// <param name="File">Its name in findings; the same file must always be called the same.</param>
/// <param name="Text">What it holds now; null when it is gone.</param>
public readonly record struct FileChange(string File, string? Text);
