namespace Istiod.Settings;

/// <summary>Which istiod this is.</summary>
internal sealed record InstanceSettings
{
    public required string Namespace { get; init; }

    public required string ClusterId { get; init; }

    public required string Revision { get; init; }

    public static InstanceSettings Read(SettingsReader settings) => new()
    {
        Namespace = settings.Read(InstanceDeclarations.Namespace),
        ClusterId = settings.Read(InstanceDeclarations.ClusterId),
        Revision = settings.Read(InstanceDeclarations.Revision),
    };
}
