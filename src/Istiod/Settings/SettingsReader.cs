using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>Reads settings from flags and variables; a flag wins over its variable.</summary>
internal sealed class SettingsReader(CommandLine flags, VariableReader variables)
{
    public bool IsGiven(Flag flag) => flags.Has(flag.Name);

    /// <exception cref="SettingsException">Names the variable, its text and what was expected.</exception>
    public T Read<T>(Variable<T> variable) => variables.Read(variable);

    /// <exception cref="SettingsException">Names the flag or its variable, the text and what was expected.</exception>
    public T Read<T>(Flag<T> flag)
    {
        // Also where the flag wins: a variable that cannot be read is an error all the same.
        var otherwise = flag.Variable is null ? flag.Default : variables.Read(flag.Variable);
        if (!flags.Has(flag.Name))
        {
            return otherwise;
        }

        var text = flags.Text(flag.Name, "");
        return flag.Type.TryParse(text, out var value) ? value : throw new SettingsException($"--{flag.Name} is '{text}', expected {flag.Type.Expected}");
    }
}
