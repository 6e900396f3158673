namespace Istio.Model.Kinds;

/// <summary>A name within a namespace: the key of a table that holds one kind.</summary>
public readonly record struct ObjectName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
