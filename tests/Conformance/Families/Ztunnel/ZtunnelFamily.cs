using System.Text.Json.Nodes;
using Istio.Conformance.Comparing;
using Istio.Conformance.Report;

namespace Istio.Conformance.Families.Ztunnel;

/// <summary>
/// The data files of the node proxy. They have no goldens: each is read by the code that reads such a file in ztunnel, and what was read is
/// compared with what the file says.
/// </summary>
internal sealed class ZtunnelFamily : IFamily
{
    public string Name => "ztunnel";

    public IEnumerable<CaseFindings> Run(string folder) =>
        CaseList.Read<ZtunnelCase>(folder).Select(@case => CaseGuard.Run(@case.Name, () =>
            Check(Path.Combine(folder, @case.File)).Select(sentence => new Difference(@case.File, sentence))));

    private static IEnumerable<string> Check(string file)
    {
        var text = File.ReadAllText(file);
        return Path.GetExtension(file) switch
        {
            ".pem" or ".crt" or ".key" => TlsMaterialCheck.Differences(text, OthersIn(file)),
            ".jwt" => TokenCheck.Differences(file, text),
            ".json" => ConfigDumpCheck.Differences(text),
            ".yaml" => CheckYaml(text),
            var extension => [$"no check for files of type {extension}"],
        };
    }

    private static IEnumerable<string> CheckYaml(string text)
    {
        var written = YamlToJson.Convert(text) as JsonObject ?? [];
        return written.ContainsKey("defaultConfig")
            ? MeshConfigurationCheck.Differences(text, written)
            : LocalConfigurationCheck.Differences(text, written);
    }

    private static IEnumerable<string> OthersIn(string file) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(file)!).Where(other => other != file).Select(File.ReadAllText);
}
