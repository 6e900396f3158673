namespace Istio.Core.Parts;

/// <summary>A part of the program ended by itself, so that the program cannot go on.</summary>
public sealed class PartFailedException(string part, Exception reason) : Exception($"{part} failed: {reason.Message}", reason)
{
    /// <summary>See <see cref="IPart.Name"/>.</summary>
    public string Part { get; } = part;
}
