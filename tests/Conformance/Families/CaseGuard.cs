using Istio.Conformance.Report;

namespace Istio.Conformance.Families;

/// <summary>A case whose data or translation breaks is a failed case, not the end of the run.</summary>
internal static class CaseGuard
{
    public static CaseFindings Run(string name, Func<IEnumerable<Difference>> compare)
    {
        try
        {
            return new CaseFindings(name, [.. compare()]);
        }
        catch (Exception e)
        {
            return new CaseFindings(name, [new Difference("not run to its end", e.ToString())]);
        }
    }
}
