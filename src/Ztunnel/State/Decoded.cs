using System.Diagnostics.CodeAnalysis;

namespace Ztunnel.State;

/// <summary>A resource as this proxy uses it, or the reason why it cannot be used. A bad resource is the sender's fault and never an exception.</summary>
internal readonly record struct Decoded<T>(T? Value, string? Error)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsValid => Error is null;

    public static implicit operator Decoded<T>(T value) => new(value, null);

    public static Decoded<T> Rejected(string error) => new(null, error);
}
