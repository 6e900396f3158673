namespace Istio.Collections;

/// <summary>A transformation is not a function of what it reads. A bug in the code that made the graph; only thrown when the graph verifies.</summary>
public sealed class LawBrokenException : InvalidOperationException
{
    internal LawBrokenException(string message)
        : base(message)
    {
    }
}
