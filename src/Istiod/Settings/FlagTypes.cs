using System.Net;
using Istio.Core.Settings;
using Istio.Core.Time;

namespace Istiod.Settings;

/// <summary>The types that istiod's flags have of their own.</summary>
internal static class FlagTypes
{
    /// <summary>Zero or more.</summary>
    public static SettingType<TimeSpan> Duration { get; } = new(
        "a duration such as 30s",
        static (string text, out TimeSpan duration) => GoDuration.TryParse(text, out duration) && duration >= TimeSpan.Zero,
        SettingTypes.FormatDuration);

    /// <summary>An empty text is null: do not listen.</summary>
    public static SettingType<IPEndPoint?> Address { get; } = new(
        "ADDRESS:PORT or :PORT, where ADDRESS is an IP address or localhost", ListenAddress.TryParse, ListenAddress.Format);
}
