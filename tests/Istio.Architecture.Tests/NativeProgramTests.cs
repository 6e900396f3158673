using Istio.Testing;

namespace Istio.Architecture.Tests;

/// <summary>Every program is compiled ahead of time: none carries what needs a compiler at run time, and the proxies carry no web server.</summary>
public sealed class NativeProgramTests
{
    private static readonly string[] NeedsReflection = ["Newtonsoft.Json", "System.Reflection.Emit"];

    private static readonly string[] TooHeavyForProxies = ["Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "KubernetesClient"];

    /// <summary>
    /// The serializer finds properties by reflection; native programs read and write JSON with <c>JsonDocument</c> and <c>Utf8JsonWriter</c>.
    /// </summary>
    private const string ReflectionJson = "System.Text.Json.JsonSerializer";

    public static TheoryData<string> Programs => ["Istiod", "Istioctl", "Ztunnel"];

    public static TheoryData<string> Proxies => ["Ztunnel"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_is_published_native(string project) =>
        Assert.Contains("<PublishAot>true</PublishAot>", File.ReadAllText(Path.Combine(RepositoryPaths.Root, "src", project, $"{project}.csproj")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_native_program_reaches_nothing_that_needs_a_compiler_at_run_time(string project) => ReachesNone(project, NeedsReflection);

    [Theory]
    [MemberData(nameof(Proxies))]
    public void A_proxy_reaches_no_web_server_and_no_client_of_Kubernetes(string project) => ReachesNone(project, TooHeavyForProxies);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Our_own_code_in_a_native_program_uses_no_reflection_based_JSON(string project) =>
        Assert.DoesNotContain(Reachable(project).Where(part => Part.All.Any(own => own.Assembly == part.Name)), part => part.Types.Contains(ReflectionJson));

    private static void ReachesNone(string project, string[] refused) =>
        Assert.DoesNotContain(Reachable(project).SelectMany(part => part.Assemblies), name => refused.Any(start => name.StartsWith(start, StringComparison.Ordinal)));

    /// <summary>The program and everything it refers to, directly or not, that is not the base framework.</summary>
    private static List<BuiltAssembly> Reachable(string project)
    {
        var seen = new Dictionary<string, BuiltAssembly?>();
        var waiting = new Queue<string>([Part.Of(project).Assembly]);
        while (waiting.TryDequeue(out var name))
        {
            if (!seen.TryAdd(name, BuiltAssembly.IsFramework(name) ? null : BuiltAssembly.Find(name)) || seen[name] is not { } found)
            {
                continue;
            }

            foreach (var next in found.Assemblies)
            {
                waiting.Enqueue(next);
            }
        }

        return [.. seen.Values.OfType<BuiltAssembly>()];
    }
}
