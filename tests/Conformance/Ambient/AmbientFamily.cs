using System.Text.Json;
using Istio.Api.Security;
using Istio.Model.Decoding;
using Istio.Model.Kinds;
using Istio.Model.Policies;
using Istio.Translation.Ambient;

namespace Conformance.Ambient;

/// <summary>Policies as they are sent to ztunnel.</summary>
internal sealed class AmbientFamily : Family
{
    private const string RootNamespace = "istio-system";
    private static readonly JsonSerializerOptions s_camelCase = new(JsonSerializerDefaults.Web);

    public override string Name => "ambient";

    public override IEnumerable<(string Case, IReadOnlyList<Difference> Differences)> Run(string folder)
    {
        AmbientCase[] cases = JsonSerializer.Deserialize<AmbientCase[]>(File.ReadAllText(Path.Combine(folder, "cases.json")), s_camelCase)!;
        foreach (AmbientCase one in cases)
        {
            Authorization? expected = Messages.FromYaml<Authorization>(File.ReadAllText(Path.Combine(folder, one.Golden)));
            L4Policy? policy = Convert(File.ReadAllText(Path.Combine(folder, one.Input)));
            Authorization? actual = policy is null ? null : AuthorizationMessages.Build(policy);
            string? difference = one.ExpectNothing && expected is not null ? "the golden is not empty" : Messages.Compare(expected, actual);
            yield return (one.Name, difference is null ? [] : [new Difference("policy", difference)]);
        }
    }

    private static L4Policy? Convert(string text)
    {
        List<ConfigObject> objects = ConfigDecoder.Decode("input", text, DecodeOptions.Stored)
            .Select(document => document.Object ?? throw new InvalidDataException(string.Join("; ", document.Findings)))
            .ToList();
        return objects[0] is AuthorizationPolicy policy
            ? AuthorizationPolicies.Convert(policy, RootNamespace).Policy
            : PeerAuthentications.Convert(Levels(objects.Cast<PeerAuthentication>()), RootNamespace);
    }

    private static PeerAuthenticationLevels Levels(IEnumerable<PeerAuthentication> policies)
    {
        PeerAuthenticationLevels levels = new(null, null, null);
        foreach (PeerAuthentication policy in policies)
        {
            if (policy.SelectsWorkloads)
            {
                levels = levels with { Workload = PeerAuthenticationLevels.Oldest(levels.Workload, policy) };
            }
            else if (policy.Metadata.Namespace == RootNamespace)
            {
                levels = levels with { Mesh = PeerAuthenticationLevels.Oldest(levels.Mesh, policy) };
            }
            else
            {
                levels = levels with { Namespace = PeerAuthenticationLevels.Oldest(levels.Namespace, policy) };
            }
        }

        return levels;
    }
}
