namespace Conformance;

/// <summary><c>[FAMILY...] [--data DIR] [-o json FILE]</c>; without families all of them.</summary>
internal sealed record CommandLine(IReadOnlyCollection<string> Families, string? Data, string? Output)
{
    /// <summary>Null, and a sentence on the error stream, when the arguments make no sense.</summary>
    public static CommandLine? Parse(string[] arguments, IEnumerable<string> families)
    {
        List<string> named = [];
        string? data = null;
        string? output = null;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--data" when i + 1 < arguments.Length:
                    data = arguments[++i];
                    break;
                case "-o" when i + 2 < arguments.Length && arguments[i + 1] == "json":
                    output = arguments[i + 2];
                    i += 2;
                    break;
                case var family when families.Contains(family):
                    named.Add(family);
                    break;
                default:
                    Console.Error.WriteLine($"\"{arguments[i]}\" is neither an option nor a family: {string.Join(", ", families)}");
                    return null;
            }
        }

        return new CommandLine(named.Count > 0 ? named : families.ToList(), data, output);
    }
}
