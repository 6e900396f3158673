namespace Istio.Security.Issuance;

/// <summary>A CA did not give the certificate. The message is for users: it says which CA and why.</summary>
public sealed class IssuanceException : Exception
{
    public IssuanceException(string message)
        : base(message)
    {
    }

    public IssuanceException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public IssuanceException()
    {
    }
}
