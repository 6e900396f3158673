namespace Istio.Model.Kinds;

/// <summary>An object as it was written, in Kubernetes or in a file.</summary>
public abstract record ConfigObject(ObjectMeta Metadata)
{
    public abstract ObjectKind Kind { get; }

    public ObjectKey Key => new(Kind, Metadata.Namespace, Metadata.Name);

    public ObjectName ObjectName => Metadata.ObjectName;
}
