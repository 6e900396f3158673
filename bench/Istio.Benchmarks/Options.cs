using System.Diagnostics.CodeAnalysis;

namespace Istio.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record Options(string Command, bool Quick, string? JsonFile)
{
    public const string Usage = "usage: bench tables|objects|allocations [--quick] [-o json FILE]";

    public static bool TryParse(string[] args, [NotNullWhen(true)] out Options? options, out string error)
    {
        options = null;
        error = "";
        if (args.Length == 0 || args[0] is not ("tables" or "objects" or "allocations"))
        {
            error = "name a benchmark";
            return false;
        }

        var parsed = new Options(args[0], Quick: false, JsonFile: null);
        for (var i = 1; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--quick":
                    parsed = parsed with { Quick = true };
                    break;
                case "-o" when i + 1 < args.Length && args[i + 1] == "json":
                    parsed = parsed with { JsonFile = i + 2 < args.Length ? args[i + 2] : "-" };
                    i += 2;
                    break;
                default:
                    error = $"what is {args[i]}?";
                    return false;
            }
        }

        options = parsed;
        return true;
    }
}
