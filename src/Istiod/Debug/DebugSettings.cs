using Istiod.Settings;

namespace Istiod.Debug;

/// <summary>Where debug pages are and who sees what.</summary>
internal sealed record DebugSettings
{
    /// <summary>Debug pages on <c>--httpAddr</c> too.</summary>
    public required bool OnHttp { get; init; }

    /// <summary>Callers outside the root namespace see their own proxies only.</summary>
    public required bool ByNamespace { get; init; }

    public static DebugSettings Read(SettingsReader settings) => new()
    {
        OnHttp = settings.Read(DebugDeclarations.OnHttp),
        ByNamespace = settings.Read(DebugDeclarations.ByNamespace),
    };
}
