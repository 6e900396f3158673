using System.Collections;
using System.Collections.Frozen;

namespace Istio.Core.Settings;

/// <summary>The environment of this process: the one place where a program reads it.</summary>
public static class ProcessEnvironment
{
    /// <summary>All variables as they are now, by name.</summary>
    public static IReadOnlyDictionary<string, string> Read() =>
#pragma warning disable RS0030 // Every other place is given the variables.
        Environment.GetEnvironmentVariables()
#pragma warning restore RS0030
            .Cast<DictionaryEntry>()
            .ToFrozenDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
