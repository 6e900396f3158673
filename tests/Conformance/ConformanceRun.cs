using Istio.Conformance.Families;
using Istio.Conformance.Report;

namespace Istio.Conformance;

/// <summary>Runs families over a folder of data and says how each did.</summary>
internal static class ConformanceRun
{
    /// <summary>0 when every case passed or was skipped with a reason; 1 when one failed; 2 when a family that was asked for cannot be run.</summary>
    public static int Run(ConformanceOptions options)
    {
        if (!Directory.Exists(options.DataFolder))
        {
            Console.Error.WriteLine($"no conformance data in {options.DataFolder}: name another folder with --data or ISTIO_CONFORMANCE_DATA");
        }

        var gaps = KnownGaps.Load();
        var refused = false;
        var results = new List<FamilyResult>();
        foreach (var name in FamilyNames(options))
        {
            var family = FamilyList.Find(name);
            var result = family is null ? NotServed.Skip(name, options.DataFolder) : RunFamily(family, options, gaps);
            refused |= family is null && options.Families.Contains(name);
            results.Add(result);
            ConsoleReport.Write(result);
        }

        if (options.JsonFile is { } file)
        {
            JsonReport.Write(results, file);
        }

        return results.Exists(result => result.Failed > 0) ? 1 : refused ? 2 : 0;
    }

    private static IEnumerable<string> FamilyNames(ConformanceOptions options)
    {
        if (!options.Families.IsEmpty)
        {
            return options.Families;
        }

        var served = FamilyList.All.Select(family => family.Name);
        return options.OnlyServed ? served : served.Concat(NotServed.NamesIn(options.DataFolder));
    }

    private static FamilyResult RunFamily(IFamily family, ConformanceOptions options, KnownGaps gaps)
    {
        var folder = Path.Combine(options.DataFolder, family.Name);
        if (!File.Exists(Path.Combine(folder, "cases.json")))
        {
            return new FamilyResult(family.Name, [new CaseResult("cases.json", CaseOutcome.Skipped, $"no data of this family in {options.DataFolder}")]);
        }

        var findings = family.Run(folder).Where(found => !(options.OnlyServed && found.IsNotServed));
        return new FamilyResult(family.Name, [.. findings.Select(found => gaps.Compare(family.Name, found))]);
    }
}
