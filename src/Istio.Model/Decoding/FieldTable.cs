using Istio.Model.Decoding.Nodes;

namespace Istio.Model.Decoding;

/// <summary>
/// The fields of one mapping by name, and which of them were asked for. Most mappings have a handful, and a search through those costs less than a table of
/// hashes for each.
/// </summary>
internal sealed class FieldTable(int capacity)
{
    /// <summary>Fields from which on they are found by hash.</summary>
    private const int Many = 16;

    private readonly List<(string Name, MappingEntry Entry, bool IsKnown)> _fields = new(capacity);
    private Dictionary<string, int>? _places;

    public int Count => _fields.Count;

    /// <summary>In the order written. Its key is as written, which is not the name of a field that was written under its other name.</summary>
    public MappingEntry this[int place] => _fields[place].Entry;

    public string NameAt(int place) => _fields[place].Name;

    /// <summary>The field was taken.</summary>
    public bool IsKnown(int place) => _fields[place].IsKnown;

    /// <returns>False when there is a field of that name, which stays.</returns>
    public bool TryAdd(string name, MappingEntry entry, out MappingEntry first)
    {
        if (TryFind(name, out first))
        {
            return false;
        }

        _fields.Add((name, entry, false));
        _places?.Add(name, _fields.Count - 1);
        return true;
    }

    public bool TryFind(string name, out MappingEntry entry)
    {
        var place = Place(name);
        entry = place < 0 ? default : _fields[place].Entry;
        return place >= 0;
    }

    /// <summary>Finds a field, which is known from now on.</summary>
    public bool TryTake(string name, out MappingEntry entry)
    {
        var place = Place(name);
        if (place < 0)
        {
            entry = default;
            return false;
        }

        entry = _fields[place].Entry;
        _fields[place] = (name, entry, true);
        return true;
    }

    private int Place(string name)
    {
        if (_fields.Count > Many)
        {
            return (_places ??= Index()).GetValueOrDefault(name, -1);
        }

        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private Dictionary<string, int> Index()
    {
        var places = new Dictionary<string, int>(_fields.Count, StringComparer.Ordinal);
        for (var i = 0; i < _fields.Count; i++)
        {
            places.Add(_fields[i].Name, i);
        }

        return places;
    }
}
