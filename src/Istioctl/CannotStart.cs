namespace Istioctl;

/// <summary>A command cannot do its work for a reason outside the program. The user sees two sentences: what is wrong, what to do next.</summary>
internal sealed class CannotStart : Exception
{
    public CannotStart(string reason, string remedy)
        : base($"{reason} {remedy}")
    {
        Reason = reason;
        Remedy = remedy;
    }

    public string Reason { get; }

    public string Remedy { get; }
}
