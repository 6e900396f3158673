using System.Collections.Frozen;
using Istio.Core.Settings;
using Istio.Core.Values;
using Istiod.Authority;
using Istiod.Authority.Distribution;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Registry;
using Istiod.Serving;

namespace Istiod.Settings;

/// <summary>Everything istiod is told, by flag or environment variable: the settings of each part, and what was said that no part reads.</summary>
internal sealed record IstiodSettings
{
    /// <summary>Flags that take a value only in the form <c>--name=value</c>; those of Istio that do nothing here among them.</summary>
    private static readonly FrozenSet<string> Switches = FrozenSet.Create(LogDeclarations.AsJson.Name, "log_caller", "profile", "vklog");

    public required InstanceSettings Instance { get; init; }

    public required RegistrySettings Registry { get; init; }

    public required ServingSettings Serving { get; init; }

    public required DiscoverySettings Discovery { get; init; }

    public required AuthoritySettings Authority { get; init; }

    public required DistributionSettings Distribution { get; init; }

    public required DebugSettings Debug { get; init; }

    public required LogSettings Log { get; init; }

    /// <summary>Flags given that are unknown or change nothing; logged at start.</summary>
    public required ValueList<string> IgnoredFlags { get; init; }

    /// <summary>Istio's variables that are set and change nothing here; logged at start, by name only, for values may be secrets.</summary>
    public required ValueList<string> IgnoredVariables { get; init; }

    /// <summary>Reads the process's flags and environment.</summary>
    /// <param name="arguments">What follows the command <c>discovery</c>.</param>
    /// <exception cref="SettingsException">Names the flag or variable that cannot be used.</exception>
    public static IstiodSettings ReadProcess(IReadOnlyList<string> arguments) => Read(arguments, ProcessEnvironment.Read().GetValueOrDefault);

    /// <inheritdoc cref="ReadProcess"/>
    /// <param name="environment">The text of a variable; null for one that is not set.</param>
    public static IstiodSettings Read(IReadOnlyList<string> arguments, Func<string, string?> environment) => Read(arguments, new VariableReader(environment, []));

    /// <inheritdoc cref="ReadProcess"/>
    public static IstiodSettings Read(IReadOnlyList<string> arguments, VariableReader variables)
    {
        var flags = CommandLine.Parse(arguments, Switches);
        RefusedFlags.Check(flags);
        var settings = new SettingsReader(flags, variables);
        var instance = InstanceSettings.Read(settings);
        return new()
        {
            Instance = instance,
            Registry = RegistrySettings.Read(settings),
            Serving = ServingSettings.Read(settings),
            Discovery = DiscoverySettings.Read(settings),
            Authority = AuthoritySettings.Read(settings, instance),
            Distribution = DistributionSettings.Read(settings, instance),
            Debug = DebugSettings.Read(settings),
            Log = LogSettings.Read(settings),
            IgnoredFlags = flags.Given.Where(flag => !IstiodDeclarations.FlagNames.Contains(flag)).ToValueList(),
            // Last: every part has asked by now.
            IgnoredVariables = variables.WithoutEffect(PilotVariables.Names),
        };
    }
}
