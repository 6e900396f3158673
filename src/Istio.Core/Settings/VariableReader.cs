using System.Diagnostics.CodeAnalysis;
using Istio.Core.Values;

namespace Istio.Core.Settings;

/// <summary>Reads variables out of an environment and remembers which were asked for. Not safe for several threads.</summary>
/// <param name="environment">The text of a variable; null for one that is not set.</param>
/// <param name="names">Of all variables that are set; only prefixes need them.</param>
/// <param name="wrong">Words errors; <c>environment variable NAME is 'TEXT', expected ...</c> when null.</param>
public sealed class VariableReader(Func<string, string?> environment, IEnumerable<string> names, WrongValue? wrong = null)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public VariableReader(IReadOnlyDictionary<string, string> environment, WrongValue? wrong = null)
        : this(environment.GetValueOrDefault, environment.Keys, wrong)
    {
    }

    /// <summary>Every name that was asked for, set or not.</summary>
    public IReadOnlySet<string> Asked => _asked;

    /// <summary>The variable's value, its default while it is not set.</summary>
    /// <exception cref="SettingsException">Names the variable, its text and what was expected.</exception>
    public T Read<T>(Variable<T> variable) => TryRead(variable, out var value) ? value : variable.Default;

    /// <summary>False while the variable is not set, for defaults that depend on other things.</summary>
    /// <exception cref="SettingsException">Names the variable, its text and what was expected.</exception>
    public bool TryRead<T>(Variable<T> variable, [MaybeNullWhen(false)] out T value)
    {
        _asked.Add(variable.Name);
        value = default;
        if (environment(variable.Name) is not { } text || (text.Length == 0 && !variable.Type.AcceptsEmpty))
        {
            return false;
        }

        return variable.Type.TryParse(text, out value) ? true : throw Wrong(variable.Name, text, variable.Type.Expected);
    }

    /// <summary>All variables of a prefix, by the rest of their names.</summary>
    public ValueMap<string, string> Read(VariablePrefix prefix)
    {
        var entries = new List<KeyValuePair<string, string>>();
        var found = names.Where(name => name.Length > prefix.Name.Length && name.StartsWith(prefix.Name, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var name in found)
        {
            _asked.Add(name);
            entries.Add(KeyValuePair.Create(name[prefix.Name.Length..], environment(name) ?? ""));
        }

        return entries.ToValueMap();
    }

    /// <summary>Which of the given variables are set and were not asked for, in alphabetical order: what the operator said and nobody heard.</summary>
    /// <param name="known">Names that the operator may expect to do something.</param>
    public ValueList<string> WithoutEffect(IEnumerable<string> known) =>
        known.Where(name => !_asked.Contains(name) && environment(name) is { Length: > 0 }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList();

    /// <summary>The error for a text that has the right form and still cannot be.</summary>
    public SettingsException Wrong(string name, string text, string expected) =>
        new(wrong?.Invoke(name, text, expected) ?? $"environment variable {name} is '{text}', expected {expected}");
}
