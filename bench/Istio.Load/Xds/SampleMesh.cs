using System.Globalization;
using System.Text;

namespace Istio.Load.Xds;

/// <summary>
/// A mesh in a folder of YAML files: pods of an ambient mesh, ten for each Service. A pod is changed by its version label, which clients find again in
/// its workload as <c>canonical_revision</c>.
/// </summary>
internal sealed class SampleMesh(string folder, int workloads, FileLayout layout)
{
    private const int Namespaces = 10;
    private const int PodsPerService = 10;
    private const int Nodes = 100;
    private const string FirstVersion = "v1";

    private readonly Dictionary<int, string> _versions = [];

    private int Services => Math.Max(1, workloads / PodsPerService);

    /// <summary>What a client of everything is sent: the pods, and the Services.</summary>
    public int Addresses => workloads + Services;

    public void Write()
    {
        WriteFile("namespaces.yaml", string.Join("---\n", Enumerable.Range(0, Namespaces).Select(NamespaceText)));
        WriteFile("nodes.yaml", string.Join("---\n", Enumerable.Range(0, Nodes).Select(NodeText)));
        if (layout == FileLayout.Namespace)
        {
            for (var ns = 0; ns < Namespaces; ns++)
            {
                WriteNamespace(ns);
            }

            return;
        }

        for (var service = 0; service < Services; service++)
        {
            WriteFile($"{NamespaceOf(service)}/service-{service}.yaml", ServiceText(service));
        }

        for (var pod = 0; pod < workloads; pod++)
        {
            WritePod(pod);
        }
    }

    /// <summary>Gives a pod another version and saves its file, by renaming as editors and tools do.</summary>
    public void ChangePod(int pod, string version)
    {
        _versions[pod] = version;
        if (layout == FileLayout.Namespace)
        {
            WriteNamespace(pod / PodsPerService % Namespaces);
        }
        else
        {
            WritePod(pod);
        }
    }

    private static string NamespaceOf(int service) => $"ns-{service % Namespaces}";

    private static string NamespaceText(int ns) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: ns-{{ns}}
          labels: {istio.io/dataplane-mode: ambient}

        """;

    private static string NodeText(int node) => $$"""
        apiVersion: v1
        kind: Node
        metadata:
          name: node-{{node}}
          labels:
            topology.kubernetes.io/region: region
            topology.kubernetes.io/zone: zone-{{node % 3}}

        """;

    private static string ServiceText(int service) => $$"""
        apiVersion: v1
        kind: Service
        metadata:
          name: svc-{{service}}
          namespace: {{NamespaceOf(service)}}
          labels: {app: svc-{{service}}}
        spec:
          type: ClusterIP
          clusterIP: {{Address(96, service)}}
          clusterIPs: [{{Address(96, service)}}]
          selector: {app: svc-{{service}}}
          ports:
          - {name: http, port: 80, protocol: TCP, targetPort: 8080}

        """;

    private static string Address(int second, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{second + (number >> 16)}.{(number >> 8) & 255}.{number & 255}");

    private string PodText(int pod)
    {
        var service = pod / PodsPerService;
        return $$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: svc-{{service}}-{{pod % PodsPerService}}
              namespace: {{NamespaceOf(service)}}
              annotations: {ambient.istio.io/redirection: enabled}
              labels:
                app: svc-{{service}}
                version: {{_versions.GetValueOrDefault(pod, FirstVersion)}}
            spec:
              nodeName: node-{{pod % Nodes}}
              serviceAccountName: svc-{{service}}
              containers:
              - name: app
                image: app
                ports:
                - {containerPort: 8080}
            status:
              phase: Running
              podIP: {{Address(128, pod)}}
              podIPs: [{ip: {{Address(128, pod)}}}]
              conditions:
              - {type: Ready, status: "True"}

            """;
    }

    private void WritePod(int pod) => WriteFile($"{NamespaceOf(pod / PodsPerService)}/pod-{pod}.yaml", PodText(pod));

    private void WriteNamespace(int ns)
    {
        var text = new StringBuilder();
        for (var service = ns; service < Services; service += Namespaces)
        {
            text.Append(ServiceText(service)).Append("---\n");
            for (var pod = service * PodsPerService; pod < Math.Min(workloads, (service + 1) * PodsPerService); pod++)
            {
                text.Append(PodText(pod)).Append("---\n");
            }
        }

        WriteFile($"ns-{ns}.yaml", text.ToString());
    }

    private void WriteFile(string name, string text)
    {
        var file = Path.Combine(folder, name);
        var directory = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(directory);
        var temporary = Path.Combine(directory, $".{Path.GetFileName(file)}");
        File.WriteAllText(temporary, text);
        File.Move(temporary, file, overwrite: true);
    }
}
