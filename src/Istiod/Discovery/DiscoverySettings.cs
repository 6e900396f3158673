using Istiod.Settings;

namespace Istiod.Discovery;

/// <summary>How many xDS streams istiod serves, how fast, and to whom.</summary>
internal sealed record DiscoverySettings
{
    /// <summary>Clients written to at a time; above 0.</summary>
    public required int PushThrottle { get; init; }

    /// <summary>New streams accepted per second; above 0.</summary>
    public required int MaxStreamsPerSecond { get; init; }

    /// <summary>A stream older than this is ended; null for never.</summary>
    public required TimeSpan? MaxStreamAge { get; init; }

    /// <summary>Streams over TLS must authenticate.</summary>
    public required bool Authenticates { get; init; }

    /// <summary>Streams in clear must authenticate too.</summary>
    public required bool AuthenticatesPlaintext { get; init; }

    /// <summary>A client must be the workload that its node names.</summary>
    public required bool ChecksIdentity { get; init; }

    public required bool ServesAmbient { get; init; }

    public static DiscoverySettings Read(SettingsReader settings) => new()
    {
        PushThrottle = PositiveOrByProcessors(settings.Read(DiscoveryDeclarations.PushThrottle)),
        MaxStreamsPerSecond = PositiveOrByProcessors(settings.Read(DiscoveryDeclarations.MaxStreamsPerSecond)),
        MaxStreamAge = settings.Read(DiscoveryDeclarations.MaxStreamAge),
        Authenticates = settings.Read(DiscoveryDeclarations.Authenticates),
        AuthenticatesPlaintext = settings.Read(DiscoveryDeclarations.AuthenticatesPlaintext),
        ChecksIdentity = settings.Read(DiscoveryDeclarations.ChecksIdentity),
        ServesAmbient = settings.Read(DiscoveryDeclarations.ServesAmbient),
    };

    // Istio's formula for a value of 0.
    private static int PositiveOrByProcessors(int value) => value > 0 ? value : Math.Min(15 + (5 * Environment.ProcessorCount), 100);
}
