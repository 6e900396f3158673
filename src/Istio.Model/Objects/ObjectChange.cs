namespace Istio.Model.Objects;

/// <param name="Object">The version now in force; <see langword="null"/> when the object is gone.</param>
public readonly record struct ObjectChange(ObjectKey Key, ConfigObject? Object);
