namespace Istiod.Watching;

/// <summary>How often is looked at what the system does not report.</summary>
internal static class Polling
{
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);
}
