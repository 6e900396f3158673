using Google.Protobuf;
using Istio.Api.Security;
using Istio.Collections;
using Istio.Conformance.Comparing;
using Istio.Conformance.Report;
using Istio.Xds.Resources;
using Address = Istio.Api.Workload.Address;

namespace Istio.Conformance.Families.XdsRecorded;

/// <summary>What istiod sends to each proxy of a mesh: of these, the ztunnels.</summary>
internal sealed class XdsRecordedFamily : IFamily
{
    public string Name => "xds-recorded";

    public IEnumerable<CaseFindings> Run(string folder) =>
        CaseList.Read<RecordedCase>(folder).SelectMany(@case => @case.Proxies.Select(proxy => Run(folder, @case, proxy)));

    private static CaseFindings Run(string folder, RecordedCase @case, RecordedProxy proxy)
    {
        var name = $"{@case.Name}/{proxy.Name}";
        return proxy.Type == "ztunnel"
            ? CaseGuard.Run(name, () => Compare(folder, @case, proxy))
            : CaseFindings.NotServed(name, $"proxies of type {proxy.Type} are not served yet");
    }

    private static List<Difference> Compare(string folder, RecordedCase @case, RecordedProxy proxy)
    {
        var mesh = RecordedMesh.Load(folder, @case);
        var differences = new List<Difference>();
        foreach (var (type, file) in proxy.Files)
        {
            var expected = Recording.Read(Path.Combine(folder, @case.Folder, file));
            differences.AddRange(type switch
            {
                "address" => Compare<Address>(expected, mesh.Addresses),
                "authorization" => Compare<Authorization>(expected, mesh.Authorizations),
                _ => [new Difference(type, "this type is not served yet")],
            });
        }

        return differences;
    }

    private static List<Difference> Compare<T>(IReadOnlyList<RecordedResource> expected, Table<string, EncodedResource> actual)
        where T : IMessage<T>, new()
    {
        var differences = new List<Difference>();
        foreach (var resource in expected)
        {
            if (actual.Find(resource.Name) is not { } sent)
            {
                differences.Add(new Difference(resource.Name, "not sent"));
                continue;
            }

            var message = new T();
            message.MergeFrom(sent.Body.Span);
            differences.AddRange(MessageComparison.Compare(resource.Name, MessageComparison.Parse<T>(resource.Json.ToJsonString()), message));
            if (resource.Aliases is { } aliases && !sent.Aliases.Order(StringComparer.Ordinal).SequenceEqual(aliases))
            {
                differences.Add(new Difference($"aliases of {resource.Name}", $"expected {string.Join(" ", aliases)}, got {string.Join(" ", sent.Aliases)}"));
            }
        }

        HashSet<string> names = [.. expected.Select(resource => resource.Name)];
        foreach (var resource in actual.All())
        {
            if (!names.Contains(resource.Name))
            {
                differences.Add(new Difference(resource.Name, "sent, but not by Istio"));
            }
        }

        return differences;
    }
}
