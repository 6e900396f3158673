using System.Text.Json;

namespace Istiod.Debug;

/// <summary>A page of JSON.</summary>
/// <param name="Name">Last part of its path, below <c>/debug</c>.</param>
/// <param name="Description">One line, for the list of pages.</param>
/// <param name="Write">Writes the page, or says why there is none. Called on any thread; reads what is published and waits for no lock of a commit.</param>
internal sealed record DebugPage(string Name, string Description, Func<DebugQuery, Utf8JsonWriter, PageFailure?> Write);
