namespace Istio.Model.Objects;

/// <summary>An object as it was written, in Kubernetes or in a file.</summary>
public abstract record ConfigObject(ObjectMeta Metadata)
{
    public ObjectKey Key => new(DeclaredKind, Metadata.ObjectName);

    public ObjectName ObjectName => Metadata.ObjectName;

    /// <summary>The kind that the type declares.</summary>
    protected abstract Kind DeclaredKind { get; }
}
