using Istio.Core.Settings;

namespace Istiod.Settings;

/// <summary>The flags of a command as written: <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>, and <c>--name</c> alone for switches.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private CommandLine()
    {
    }

    /// <summary>Names of all flags given, in alphabetical order.</summary>
    public IEnumerable<string> Given => _values.Keys.Order(StringComparer.Ordinal);

    /// <param name="arguments">Without the command itself.</param>
    /// <param name="switches">Flags that take a value only in the form <c>--name=value</c>.</param>
    /// <exception cref="SettingsException">An argument that is no flag, or a flag without its value.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, IReadOnlySet<string> switches)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument is "-" or "--" || !argument.StartsWith('-'))
            {
                throw new SettingsException($"unexpected argument '{argument}': discovery takes flags only");
            }

            var name = argument.StartsWith("--", StringComparison.Ordinal) ? argument[2..] : LongName(argument);
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
            {
                line._values[name[..equals]] = name[(equals + 1)..];
            }
            else if (switches.Contains(name))
            {
                line._values[name] = "true";
            }
            else
            {
                line._values[name] = ++i < arguments.Count ? arguments[i] : throw new SettingsException($"flag --{name} needs a value");
            }
        }

        return line;
    }

    public bool Has(string flag) => _values.ContainsKey(flag);

    public string Text(string flag, string fallback) => _values.GetValueOrDefault(flag, fallback);

    private static string LongName(string argument) =>
        argument.StartsWith("-n", StringComparison.Ordinal) ? $"namespace{argument[2..]}" : throw new SettingsException($"unknown flag '{argument}'");
}
