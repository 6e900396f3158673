using Istio.Collections;

namespace Istio.Model.Objects;

/// <inheritdoc cref="IObjectInput"/>
internal sealed class ObjectInput<T>(Input<ObjectName, T> table) : IObjectInput
    where T : ConfigObject, IEquatable<T>
{
    public Input<ObjectName, T> Table => table;

    public void Set(ObjectName name, ConfigObject? row)
    {
        if (row is null)
        {
            table.Remove(name);
        }
        else
        {
            table.Set(name, (T)row);
        }
    }
}
