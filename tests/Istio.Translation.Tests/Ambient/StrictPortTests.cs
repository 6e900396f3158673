namespace Istio.Translation.Tests.Ambient;

/// <summary>A port takes callers without identity unless the narrowest level that says something says STRICT.</summary>
public sealed class StrictPortTests
{
    private static readonly string[] Modes = ["", "UNSET", "DISABLE", "PERMISSIVE", "STRICT"];

    public static TheoryData<string> MeshModes => new(Modes);

    [Theory]
    [MemberData(nameof(MeshModes))]
    public void The_narrowest_level_decides_for_each_port(string meshMode)
    {
        foreach (var namespaceMode in Modes)
        {
            foreach (var workloadMode in Modes)
            {
                foreach (var portMode in Modes)
                {
                    Check(meshMode, namespaceMode, workloadMode, portMode);
                }
            }
        }
    }

    private static void Check(string meshMode, string namespaceMode, string workloadMode, string portMode)
    {
        var ports = portMode.Length > 0 ? $", portLevelMtls: {{8080: {{mode: {portMode}}}, 8081: {{mode: PERMISSIVE}}}}" : "";
        string?[] documents =
        [
            Yaml.Pod("web-1", "10.0.0.1"),
            meshMode.Length > 0 ? Yaml.PeerAuthentication("mesh", $"mtls: {{mode: {meshMode}}}", "istio-system") : null,
            namespaceMode.Length > 0 ? Yaml.PeerAuthentication("namespace", $"mtls: {{mode: {namespaceMode}}}") : null,
            workloadMode.Length + portMode.Length > 0
                ? Yaml.PeerAuthentication("web", $"selector: {{matchLabels: {{app: web}}}}, mtls: {{mode: {OrUnset(workloadMode)}}}{ports}")
                : null,
        ];
        var mesh = new TestMesh([.. documents.OfType<string>()]);
        var policies = mesh.Pod("web-1").AuthorizationPolicies.Select(name => mesh.Policy(name)).ToList();

        var usual = Decide(meshMode, namespaceMode, workloadMode);
        Expect(Decide(usual, portMode), 8080);
        Expect(portMode.Length > 0 ? "PERMISSIVE" : usual, 8081);
        Expect(usual, 9090);

        void Expect(string mode, int port)
        {
            var place = $"mesh {meshMode}, namespace {namespaceMode}, workload {workloadMode}, port 8080 {portMode}: port {port}";
            Assert.DoesNotContain(null, policies);
            Assert.True((mode == "STRICT") == policies.Any(policy => new PolicyJudge("", "10.1.0.1", port).Matches(policy!)), place);
            Assert.False(policies.Any(policy => new PolicyJudge("cluster.local/ns/shop/sa/client", "10.1.0.1", port).Matches(policy!)), place);
        }
    }

    private static string OrUnset(string mode) => mode.Length > 0 ? mode : "UNSET";

    private static string Decide(params string[] modes) => modes.LastOrDefault(mode => mode is not ("" or "UNSET"), "PERMISSIVE");
}
