using Istio.Model.Findings;
using Istio.Model.Kinds;

namespace Istio.Model.Files;

/// <summary>An object in force.</summary>
/// <param name="Location">Where this version was written.</param>
/// <param name="IsLastGood">What is written now is broken; this is the version before.</param>
public sealed record HeldObject(ConfigObject Object, SourceLocation Location, bool IsLastGood);
