using System.Diagnostics.CodeAnalysis;
using Istio.Core.Values;
using Istio.Testing;

namespace Istio.Conformance;

/// <summary>The command line.</summary>
/// <param name="Families">Those asked for by name; none means all.</param>
/// <param name="OnlyServed">Leave out the families and cases that nothing here serves yet, for the sums of the tests.</param>
/// <param name="DataFolder">A folder with one folder for each family.</param>
/// <param name="JsonFile">Where the results go as JSON; <c>-</c> is standard output.</param>
internal sealed record ConformanceOptions(ValueList<string> Families, bool OnlyServed, string DataFolder, string? JsonFile)
{
    public const string Usage = "usage: conformance [FAMILY...] [--data DIR] [--served] [-o json [FILE]]";

    public static bool TryParse(string[] args, [NotNullWhen(true)] out ConformanceOptions? options, out string error)
    {
        var families = new List<string>();
        var parsed = new ConformanceOptions([], OnlyServed: false, RepositoryPaths.Conformance, JsonFile: null);
        options = null;
        error = "";
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--data" when i + 1 < args.Length:
                    parsed = parsed with { DataFolder = Path.GetFullPath(args[++i]) };
                    break;
                case "--served":
                    parsed = parsed with { OnlyServed = true };
                    break;
                case "-o" when i + 1 < args.Length && args[i + 1] == "json":
                    var hasFile = i + 2 < args.Length && !args[i + 2].StartsWith('-');
                    parsed = parsed with { JsonFile = hasFile ? args[i + 2] : "-" };
                    i += hasFile ? 2 : 1;
                    break;
                case var family when !family.StartsWith('-'):
                    families.Add(family);
                    break;
                default:
                    error = $"what is {args[i]}?";
                    return false;
            }
        }

        if (!Directory.Exists(parsed.DataFolder) && args.Contains("--data"))
        {
            error = $"there is no folder {parsed.DataFolder}";
            return false;
        }

        options = parsed with { Families = families.ToValueList() };
        return true;
    }
}
