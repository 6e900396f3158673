using System.Text.Json;
using Istio.Testing;

namespace Conformance;

/// <summary>Compares with what Istio 1.28.4 was recorded to do. Exit code 0: all as it should be; 1: a difference; 2: wrong use.</summary>
internal static class Program
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private static readonly Family[] s_families = [new Ambient.AmbientFamily(), new XdsRecorded.XdsRecordedFamily()];

    private static int Main(string[] arguments)
    {
        if (CommandLine.Parse(arguments, s_families.Select(family => family.Name)) is not { } command)
        {
            return 2;
        }

        string data = command.Data ?? RepositoryPaths.Conformance;
        if (!Directory.Exists(data))
        {
            Console.Error.WriteLine($"no conformance data in {data}; name its folder with --data or in ISTIO_CONFORMANCE_DATA");
            return 2;
        }

        KnownGaps gaps = KnownGaps.Read();
        List<FamilyResult> results = s_families.Where(family => command.Families.Contains(family.Name)).Select(family => Run(family, data, gaps)).ToList();
        results.ForEach(Print);
        if (command.Output is { } output)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            File.WriteAllText(output, Json(results));
        }

        return results.Sum(result => result.Failed) == 0 ? 0 : 1;
    }

    private static FamilyResult Run(Family family, string data, KnownGaps gaps) => new(
        family.Name,
        family.Run(Path.Combine(data, family.Name)).Select(one => gaps.Judge(family.Name, one.Case, one.Differences)).ToList());

    private static void Print(FamilyResult result)
    {
        Console.WriteLine($"{result.Family}: {result.Passed} passed, {result.Failed} failed, {result.Gaps} with known gaps");
        foreach (CaseResult one in result.Cases.Where(one => one.Outcome != Outcome.Passed))
        {
            Console.WriteLine($"  {(one.Outcome == Outcome.Failed ? "FAILED" : "gap")} {one.Name}");
            foreach (string line in one.Detail.Split('\n'))
            {
                Console.WriteLine($"    {line}");
            }
        }
    }

    private static string Json(List<FamilyResult> results) => JsonSerializer.Serialize(
        new
        {
            Families = results.Select(result => new
            {
                result.Family,
                result.Passed,
                result.Failed,
                Skipped = result.Gaps,
                Cases = result.Cases.Select(one => new { one.Name, Outcome = one.Outcome.ToString().ToLowerInvariant(), one.Detail }),
            }),
        },
        s_indented);
}
