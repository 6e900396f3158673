using Istio.Conformance.Report;

namespace Istio.Conformance.Families;

/// <summary>A family of cases that something here serves.</summary>
internal interface IFamily
{
    /// <summary>Name of its folder.</summary>
    string Name { get; }

    /// <summary>Looks at every case of <c>cases.json</c> in <paramref name="folder"/>; one that breaks differs and does not stop the others.</summary>
    IEnumerable<CaseFindings> Run(string folder);
}
