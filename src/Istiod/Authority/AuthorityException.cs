namespace Istiod.Authority;

/// <summary>The authority cannot start, or cannot take a new CA over: a message for the operator.</summary>
internal class AuthorityException : Exception
{
    public AuthorityException(string message)
        : base(message)
    {
    }

    public AuthorityException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
