using System.Text.Json.Nodes;
using Google.Protobuf;
using Istio.Api.Security;
using Istio.Collections;
using Istio.Translation.Ambient.Tables;
using Istio.Xds.Resources;
using Address = Istio.Api.Workload.Address;

namespace Conformance.XdsRecorded;

/// <summary>What istiod sent to recorded proxies; so far to ztunnels.</summary>
internal sealed class XdsRecordedFamily : Family
{
    public override string Name => "xds-recorded";

    public override IEnumerable<(string Case, IReadOnlyList<Difference> Differences)> Run(string folder)
    {
        JsonArray cases = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")))!.AsArray();
        foreach (JsonNode one in cases.Select(one => one!))
        {
            foreach (JsonNode proxy in one["proxies"]!.AsArray().Select(proxy => proxy!).Where(proxy => Text(proxy["type"]) == "ztunnel"))
            {
                string caseFolder = Path.Combine(folder, Text(one["folder"]));
                AmbientGraph mesh = RecordedMesh.Load(caseFolder);
                string prefix = Path.Combine(caseFolder, "expected", Text(proxy["name"]));
                yield return ($"{Text(one["name"])}/{Text(proxy["name"])}.address", Compare<Address>($"{prefix}.address.json", mesh.Addresses));
                yield return ($"{Text(one["name"])}/{Text(proxy["name"])}.authorization", Compare<Authorization>($"{prefix}.authorization.json", mesh.Authorizations));
            }
        }
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static List<Difference> Compare<T>(string file, Table<string, EncodedResource> actual)
        where T : class, IMessage<T>, new()
    {
        Dictionary<string, T> expected = Expected<T>(file);
        List<Difference> differences = [];
        foreach (EncodedResource resource in actual.All())
        {
            expected.Remove(resource.Name, out T? wanted);
            T found = new MessageParser<T>(() => new T()).ParseFrom(resource.Body.Span);
            if (Messages.Compare(wanted, found) is { } difference)
            {
                differences.Add(new Difference(resource.Name, difference));
            }
        }

        differences.AddRange(expected.Select(missing => new Difference(missing.Key, Messages.Compare(missing.Value, null)!)));
        return differences;
    }

    private static Dictionary<string, T> Expected<T>(string file)
        where T : class, IMessage<T>, new()
    {
        JsonNode answer = JsonNode.Parse(File.ReadAllText(file))!;
        if (answer["sameAs"] is { } same)
        {
            return Expected<T>(Path.Combine(Path.GetDirectoryName(file)!, Text(same)));
        }

        JsonArray resources = answer["resources"]?.AsArray() ?? [];
        return resources.ToDictionary(resource => Text(resource!["name"]), resource => Messages.FromJson<T>(resource!["resource"]!.AsObject()));
    }
}
