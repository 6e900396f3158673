using System.Text.Json;

namespace Istiod.Debug;

/// <summary>A page of JSON.</summary>
/// <param name="Write">Writes the page, or says why there is none.</param>
internal sealed record DebugPage(string Name, string Description, Func<DebugQuery, Utf8JsonWriter, PageFailure?> Write);
