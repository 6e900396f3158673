using System.Text.Json;
using System.Text.Json.Serialization;

namespace Istio.Conformance.Families;

/// <summary>Reads <c>cases.json</c>.</summary>
internal static class CaseList
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    public static IReadOnlyList<T> Read<T>(string folder)
    {
        using var file = File.OpenRead(Path.Combine(folder, "cases.json"));
        return JsonSerializer.Deserialize<List<T>>(file, Options)!;
    }
}
