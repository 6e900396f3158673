namespace Istio.Architecture.Tests;

/// <summary>Programs that are compiled ahead of time carry nothing that needs a compiler, or a web server's weight, at run time.</summary>
public sealed class NativeProgramTests
{
    private static readonly string[] Refused = ["Microsoft.AspNetCore", "Microsoft.Extensions.Hosting", "KubernetesClient", "Newtonsoft.Json", "System.Reflection.Emit"];

    /// <summary>The serializer finds properties by reflection; native programs read and write JSON with <c>JsonDocument</c> and <c>Utf8JsonWriter</c>.</summary>
    private const string ReflectionJson = "System.Text.Json.JsonSerializer";

    public static TheoryData<string> Programs => ["Ztunnel"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_native_program_reaches_no_web_server_and_no_client_of_Kubernetes(string project) =>
        Assert.DoesNotContain(Reachable(project).SelectMany(part => part.Assemblies), name => Refused.Any(start => name.StartsWith(start, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Our_own_code_in_a_native_program_uses_no_reflection_based_JSON(string project) =>
        Assert.DoesNotContain(Reachable(project).Where(part => Part.All.Any(own => own.Assembly == part.Name)), part => part.Types.Contains(ReflectionJson));

    /// <summary>The program and everything it refers to, directly or not, that is not the base framework.</summary>
    private static List<BuiltAssembly> Reachable(string project)
    {
        Dictionary<string, BuiltAssembly?> seen = [];
        Queue<string> waiting = new([Part.Of(project).Assembly]);
        while (waiting.TryDequeue(out string? name))
        {
            if (!seen.TryAdd(name, BuiltAssembly.IsFramework(name) ? null : BuiltAssembly.Find(name)) || seen[name] is not { } found)
            {
                continue;
            }

            foreach (string next in found.Assemblies)
            {
                waiting.Enqueue(next);
            }
        }

        return [.. seen.Values.OfType<BuiltAssembly>()];
    }
}
