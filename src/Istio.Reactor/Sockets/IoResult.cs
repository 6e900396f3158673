using System.Diagnostics.CodeAnalysis;

namespace Istio.Reactor;

/// <summary>What an I/O operation yielded: a value, or the reason why there is none.</summary>
public readonly struct IoResult<T>
    where T : class
{
    private IoResult(T? value, StreamFailure? failure)
    {
        Value = value;
        Failure = failure;
    }

    public T? Value { get; }

    public StreamFailure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Value is not null;

    public static implicit operator IoResult<T>(T value) => new(value, null);

    public static implicit operator IoResult<T>(StreamFailure failure) => new(null, failure);

    /// <summary>The value; throws with the failure's text. For tests and for start-up, where a failure ends the program.</summary>
    public T Require() => Value ?? throw new IOException(Failure?.Detail ?? "empty result");
}
