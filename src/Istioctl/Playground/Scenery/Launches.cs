using Istioctl.Playground.Faults;
using Istioctl.Programs;

namespace Istioctl.Playground.Scenery;

/// <summary>The command lines and environments of the scene's programs: what a user would write by hand.</summary>
internal sealed class Launches(ProgramLocator programs, WorkFolder folder, IstiodAddresses istiod, Fault fault)
{
    private const string RootNamespace = "istio-system";

    private readonly ProgramFile _istiod = programs.Find("pilot-discovery", "src/Istiod");
    private readonly ProgramFile _ztunnel = programs.Find("ztunnel", "src/Ztunnel");
    private readonly ProgramFile _bookinfo = programs.Find("bookinfo", "samples/bookinfo/apps");

    public Launch Istiod(ISceneSource source) => new(
        "istiod",
        _istiod,
        [
            "discovery",
            .. source.IstiodArguments,
            "--httpAddr", istiod.Http.ToString(),
            "--grpcAddr", istiod.Grpc.ToString(),
            "--secureGRPCAddr", istiod.SecureGrpc.ToString(),
            "--monitoringAddr", istiod.Monitoring.ToString(),
            "--httpsAddr", "",
        ],
        new Dictionary<string, string>(source.IstiodEnvironment)
        {
            ["POD_NAME"] = "istiod",
            ["POD_NAMESPACE"] = RootNamespace,
            ["CA_TRUSTED_NODE_ACCOUNTS"] = $"{RootNamespace}/ztunnel",
            ["ROOT_CA_DIR"] = folder.Authority,
        },
        folder.Istiod,
        folder.Log("istiod"));

    public Launch Ztunnel(SceneNode node)
    {
        var control = $"https://{istiod.SecureGrpc}";
        var root = Path.Combine(folder.Authority, "root-cert.pem");
        return new Launch(
            $"ztunnel {node.Name}",
            _ztunnel,
            ["proxy", "ztunnel"],
            new Dictionary<string, string>(fault.ZtunnelEnvironment)
            {
                ["PROXY_MODE"] = "standalone",
                ["NODE_NAME"] = node.Name,
                ["INSTANCE_IP"] = node.Address.ToString(),
                ["POD_NAME"] = node.Agent.Name,
                ["POD_NAMESPACE"] = node.Agent.Namespace,
                ["SERVICE_ACCOUNT"] = node.Agent.ServiceAccount,
                ["XDS_ADDRESS"] = control,
                ["CA_ADDRESS"] = control,
                ["XDS_ROOT_CA"] = root,
                ["CA_ROOT_CA"] = root,
                ["ALT_XDS_HOSTNAME"] = IstiodAddresses.HostName,
                ["ALT_CA_HOSTNAME"] = IstiodAddresses.HostName,
                ["AUTH_TOKEN"] = folder.Token(node.Agent.Name),
                ["UNSTABLE_ENABLE_SOCKS5"] = "true",
                // The playground ends when the user says so: open connections are not waited for.
                ["CONNECTION_TERMINATION_DEADLINE"] = "1s",
            },
            folder.Root,
            folder.Log($"ztunnel-{node.Name}"));
    }

    public Launch Application(SceneWorkload workload) => new(
        workload.Name,
        _bookinfo,
        [workload.App, workload.Version, workload.Application.ToString(), workload.MeshEntry.ToString()],
        new Dictionary<string, string> { ["DOTNET_gcServer"] = "0" },
        folder.Root,
        folder.Log(workload.Name));
}
