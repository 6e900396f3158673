using System.Diagnostics;
using System.Xml.Linq;
using Istio.Core.Net;
using Istio.Testing;

namespace Istio.Http.Tests.Conformance;

/// <summary>Runs the h2spec program against a server and reads its report.</summary>
internal static class H2Spec
{
    /// <summary>All cases as <c>section/number description</c>, with null for those that passed and else what happened.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> RunAsync(IpPort server, CancellationToken cancellation)
    {
        var report = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var start = new ProcessStartInfo(
            SharedTools.Require("h2spec"), ["-h", server.Address.ToString(), "-p", $"{server.Port}", "-o", "2", "-j", report])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        Assert.True(File.Exists(report), $"{await output}{await errors}");
        var results = Read(XDocument.Load(report));
        File.Delete(report);
        return results;
    }

    private static Dictionary<string, string?> Read(XDocument report)
    {
        var results = new Dictionary<string, string?>();
        foreach (var suite in report.Descendants("testsuite"))
        {
            var number = 0;
            foreach (var test in suite.Elements("testcase"))
            {
                var name = $"{test.Attribute("package")!.Value}/{++number} {test.Attribute("classname")!.Value}";
                results[name] = (test.Element("failure") ?? test.Element("error"))?.Value ?? (test.Element("skipped") is null ? null : "skipped");
            }
        }

        return results;
    }
}
