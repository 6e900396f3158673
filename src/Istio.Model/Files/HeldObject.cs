using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Files;

/// <summary>An object in force.</summary>
/// <param name="Location">Where this version was written; null for an object of an API server.</param>
/// <param name="Written">What it was made of.</param>
/// <param name="IsLastGood">What is written now is broken; this is the version before.</param>
public sealed record HeldObject(ConfigObject Object, SourceLocation? Location, WrittenFields Written, bool IsLastGood);
