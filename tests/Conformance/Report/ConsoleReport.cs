namespace Istio.Conformance.Report;

internal static class ConsoleReport
{
    private const int LinesOfDetail = 40;

    public static void Write(FamilyResult family)
    {
        foreach (var failure in family.Cases.Where(result => result.Outcome == CaseOutcome.Failed))
        {
            Console.WriteLine($"failed: {family.Name}/{failure.Name}");
            foreach (var line in failure.Detail.Split('\n').Take(LinesOfDetail))
            {
                Console.WriteLine($"    {line}");
            }
        }

        foreach (var skipped in family.Cases.Where(result => result.Outcome == CaseOutcome.Skipped).GroupBy(result => result.Detail))
        {
            var which = skipped.Count() == 1 ? skipped.First().Name : $"{skipped.Count()} cases";
            Console.WriteLine($"skipped: {family.Name}/{which}: {skipped.Key}");
        }

        Console.WriteLine($"{family.Name}: {family.Passed} passed, {family.Failed} failed, {family.Skipped} skipped");
    }
}
