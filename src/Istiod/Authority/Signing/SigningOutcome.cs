using System.Diagnostics.CodeAnalysis;
using Istio.Core.Values;

namespace Istiod.Authority.Signing;

/// <summary>A chain or an error, never both.</summary>
internal sealed class SigningOutcome
{
    private SigningOutcome(ValueList<string>? chain, SigningError? error)
    {
        Chain = chain;
        Error = error;
    }

    /// <summary>PEM: the leaf, each intermediate, and last all roots in one element.</summary>
    public ValueList<string>? Chain { get; }

    public SigningError? Error { get; }

    [MemberNotNullWhen(true, nameof(Chain))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSigned => Chain is not null;

    public static SigningOutcome Signed(ValueList<string> chain) => new(chain, null);

    public static SigningOutcome Refused(SigningFailure failure, string message) => new(null, new SigningError(failure, message));
}
