namespace Istio.Model.Files;

/// <param name="File">Its name in findings; the same file must always be called the same.</param>
/// <param name="Text">What it holds now; null when it is gone or cannot be read.</param>
/// <param name="Problem">Why it cannot be read although it is there, with what to do; null when it was read or is gone.</param>
public readonly record struct FileChange(string File, string? Text, string? Problem = null);
