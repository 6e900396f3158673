using Istio.Model.Kinds;

namespace Istio.Model.Files;

/// <param name="Object">The version now in force; null when the object is gone.</param>
public readonly record struct ObjectChange(ObjectKey Key, ConfigObject? Object);
