namespace Istio.Core.Files;

/// <summary>What stands at a path is there and can be reached, but is nothing that a program reads: the message says what it is and what to do.</summary>
public sealed class RefusedFileException : IOException
{
    internal RefusedFileException(string path, string problem)
        : base($"{path} {problem}") => Problem = problem;

    /// <summary>The message without the path.</summary>
    public string Problem { get; }
}
