using Istio.Model.Objects;

namespace Istio.Translation.Mesh.Services;

/// <summary>One host of a ServiceEntry.</summary>
internal readonly record struct EntryHost(ObjectName Entry, string Host) : IComparable<EntryHost>
{
    public int CompareTo(EntryHost other)
    {
        var order = Entry.CompareTo(other.Entry);
        return order != 0 ? order : string.CompareOrdinal(Host, other.Host);
    }
}
