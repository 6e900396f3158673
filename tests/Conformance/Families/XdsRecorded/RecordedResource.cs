using System.Text.Json.Nodes;

namespace Istio.Conformance.Families.XdsRecorded;

/// <param name="Json">The message as protojson, without its <c>@type</c>.</param>
/// <param name="Aliases">Sorted; null where Istio sends none, which it does to those that ask for everything.</param>
internal sealed record RecordedResource(string Name, JsonObject Json, IReadOnlyList<string>? Aliases);
