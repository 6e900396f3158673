using System.Text;
using System.Text.Json;

namespace Istio.Kubernetes.Readers;

/// <summary>
/// Makes equal strings of many objects one: label keys and values, namespaces, nodes. It holds at most so many strings of at most such a length; a string that
/// finds no place is simply not shared. Any number of threads may read at once.
/// </summary>
internal sealed class TextPool
{
    /// <summary>Two places for each hash. A power of two.</summary>
    private const int Places = 1 << 15;

    /// <summary>In bytes: the longest value of a label.</summary>
    private const int MaximumLength = 63;

    private readonly string?[] _places = new string?[Places];

    /// <summary>The string, or name of a field, that the reader stands on.</summary>
    public string Read(in Utf8JsonReader json)
    {
        var text = json.ValueSpan;
        if (text.IsEmpty)
        {
            return "";
        }

        if (json.ValueIsEscaped || text.Length > MaximumLength)
        {
            return json.GetString()!;
        }

        var place = PlaceOf(text);
        return Find(text, place) ?? Add(json.GetString()!, place);
    }

    private static int PlaceOf(ReadOnlySpan<byte> text)
    {
        var hash = default(HashCode);
        hash.AddBytes(text);
        return hash.ToHashCode() & (Places - 1);
    }

    /// <summary>Text that is not ASCII is never found, and so not shared.</summary>
    private string? Find(ReadOnlySpan<byte> text, int place)
    {
        var first = _places[place];
        if (first is not null && Ascii.Equals(text, first))
        {
            return first;
        }

        var second = _places[place ^ 1];
        return second is not null && Ascii.Equals(text, second) ? second : null;
    }

    private string Add(string text, int place)
    {
        _places[place ^ 1] = _places[place];
        _places[place] = text;
        return text;
    }
}
