using Istio.Model.Objects;

namespace Istio.Kubernetes.Readers;

/// <summary>Reads an object whose first brace has been read, up to its last.</summary>
/// <exception cref="System.Text.Json.JsonException">The object is not as an API server writes it, or has a mistake.</exception>
internal delegate ConfigObject DirectReader(ref ObjectCursor cursor);
