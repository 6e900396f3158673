namespace Istio.Model.Objects;

/// <summary>A kind's table, for who does not know its type.</summary>
internal interface IObjectInput
{
    /// <param name="row">The object now; <see langword="null"/> when it is gone.</param>
    void Set(ObjectName name, ConfigObject? row);
}
