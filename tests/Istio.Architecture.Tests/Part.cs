namespace Istio.Architecture.Tests;

/// <summary>One project of the product and what it may know.</summary>
/// <param name="Assembly">The name of the built file, which is not always the project's.</param>
/// <param name="Floor">It may use parts of lower floors only.</param>
/// <param name="Packages">Beginnings of the names of packages and shared frameworks it may use.</param>
internal sealed record Part(string Project, string Assembly, int Floor, params string[] Packages)
{
    private static readonly string[] Grpc = ["Google.Protobuf", "Grpc.Core.Api", "Grpc.Net."];
    private static readonly string[] Web =
    [
        "Microsoft.AspNetCore", "Microsoft.Extensions.", "Grpc.AspNetCore", "Grpc.Reflection", "Microsoft.IdentityModel.", "System.Threading.RateLimiting",
    ];

    /// <summary>The floors of docs/architecture/README.md.</summary>
    public static IReadOnlyList<Part> All { get; } =
    [
        new("Istio.Core", "Istio.Core", 0),
        new("Istio.Api", "Istio.Api", 0, "Google.Protobuf", "Grpc.Core.Api"),
        new("Istio.Reactor", "Istio.Reactor", 1),
        new("Istio.Collections", "Istio.Collections", 1),
        new("Istio.Security", "Istio.Security", 1, Grpc),
        new("Istio.Xds", "Istio.Xds", 1, Grpc),
        new("Istio.Model", "Istio.Model", 2, "YamlDotNet"),
        new("Istio.Http", "Istio.Http", 2),
        new("Istio.Kubernetes", "Istio.Kubernetes", 3, "KubernetesClient", "YamlDotNet"),
        new("Istio.Translation", "Istio.Translation", 3, "Google.Protobuf"),
        new("Istiod", "pilot-discovery", 4, [.. Grpc, .. Web]),
        new("Ztunnel", "ztunnel", 4, [.. Grpc, "YamlDotNet"]),
        new("Istioctl", "istioctl", 4, [.. Grpc, "Spectre.Console", "System.CommandLine", "KubernetesClient", "YamlDotNet"]),
    ];

    public static Part Of(string project) => All.Single(part => part.Project == project);

    public static TheoryData<string> Projects => [.. All.Select(part => part.Project)];

    public BuiltAssembly Built => BuiltAssembly.Of(Assembly);
}
