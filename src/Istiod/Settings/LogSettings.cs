using Istio.Core.Logging;
using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>How and where istiod logs.</summary>
internal sealed record LogSettings
{
    public required bool AsJson { get; init; }

    /// <summary><c>SCOPE:LEVEL,...</c></summary>
    public required string Levels { get; init; }

    /// <summary>Otherwise to the standard output.</summary>
    public required bool ToStandardError { get; init; }

    public static LogSettings Read(SettingsReader settings) => new()
    {
        AsJson = settings.Read(LogDeclarations.AsJson),
        Levels = settings.Read(LogDeclarations.Levels),
        ToStandardError = settings.Read(LogDeclarations.ToStandardError),
    };

    /// <summary>Sets format, target and levels of the log of this process.</summary>
    /// <exception cref="SettingsException">There is no such level.</exception>
    public void Apply()
    {
        LogOutput.Configure(AsJson ? LogFormat.IstioJson : LogFormat.Istio, ToStandardError ? Console.OpenStandardError() : null);
        if (!LogLevels.TrySet(Levels, out var reason))
        {
            throw new SettingsException($"--{LogDeclarations.Levels.Name}: {reason}");
        }
    }
}
