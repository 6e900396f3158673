using System.Globalization;
using Istio.Core.Values;
using Istio.Core.Yaml;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;
using Istio.Model.Kinds.Core;

namespace Istio.Model.Decoding;

/// <content>Reading by type. What does not fit becomes a finding, and the fallback stands in for it.</content>
internal sealed partial class FieldReader
{
    public string String(string field, string fallback = "") =>
        Find(field) is { } value && Scalars.TryString(value, PathOf(field), Sink, out var text) ? text : fallback;

    public int Integer(string field, int minimum, int maximum, int fallback = 0) =>
        Find(field) is { } value && Scalars.TryInteger(value, PathOf(field), minimum, maximum, Sink, out var number) ? number : fallback;

    /// <summary>A port by number or by name; default when it is absent.</summary>
    public PortReference Port(string field)
    {
        if (Find(field) is not { } value)
        {
            return default;
        }

        return value is ScalarNode { Type: ScalarType.String } name
            ? PortReference.Named(name.Text)
            : PortReference.Numbered(Scalars.TryInteger(value, PathOf(field), 1, 65535, Sink, out var number) ? number : 0);
    }

    public bool Boolean(string field, bool fallback = false) =>
        Find(field) is { } value && Scalars.TryBoolean(value, PathOf(field), Sink, out var truth) ? truth : fallback;

    /// <summary>A point in time in RFC 3339.</summary>
    public DateTimeOffset Timestamp(string field, DateTimeOffset fallback)
    {
        var text = String(field);
        if (text.Length == 0)
        {
            return fallback;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        Error(FindingCode.InvalidValue, field, $"expected a time like 2025-01-31T12:00:00Z, found \"{text}\"");
        return fallback;
    }

    /// <summary>One of a few words. Where unknown fields are accepted, an unknown word counts as none.</summary>
    public T Choice<T>(string field, T fallback, params ReadOnlySpan<(string Word, T Meaning)> choices) =>
        Choose(field, fallback, Options.UnknownFields == UnknownFields.Accepted, choices);

    /// <summary>One of a few words that decide who may do what, or whom a selector selects: an unknown one is an error, whoever has written it.</summary>
    public T StrictChoice<T>(string field, T fallback, params ReadOnlySpan<(string Word, T Meaning)> choices) =>
        Choose(field, fallback, acceptsUnknown: false, choices);

    public ValueList<string> Strings(string field)
    {
        var texts = new List<string>();
        foreach (var (item, path) in Items(field))
        {
            if (Scalars.TryString(item, path, Sink, out var text))
            {
                texts.Add(text);
            }
        }

        return texts.ToValueList();
    }

    public ValueMap<string, string> StringMap(string field)
    {
        var map = new Dictionary<string, string>();
        if (Object(field) is { } reader)
        {
            for (var i = 0; i < reader._fields.Count; i++)
            {
                var (name, value) = (reader._fields.NameAt(i), reader._fields[i].Value);
                var text = "";
                var isText = value is not ScalarNode { Type: ScalarType.Null } && Scalars.TryString(value, reader.PathOf(name), Sink, out text);
                map[name] = isText ? text : "";
            }
        }

        return map.ToValueMap();
    }

    /// <summary>A nested message, read and finished; null when it is absent.</summary>
    public T? Nested<T>(string field, Func<FieldReader, T> read)
        where T : class
    {
        if (Object(field) is not { } reader)
        {
            return null;
        }

        var value = read(reader);
        reader.Finish();
        return value;
    }

    /// <summary>A nested message whose absence means <paramref name="fallback"/>.</summary>
    public T Nested<T>(string field, T fallback, Func<FieldReader, T> read)
    {
        if (Object(field) is not { } reader)
        {
            return fallback;
        }

        var value = read(reader);
        reader.Finish();
        return value;
    }

    /// <summary>A list of messages.</summary>
    public ValueList<T> List<T>(string field, Func<FieldReader, T> read)
    {
        var values = new List<T>();
        foreach (var (item, path) in Items(field))
        {
            if (AsMapping(item, path) is { } reader)
            {
                values.Add(read(reader));
                reader.Finish();
            }
        }

        return values.ToValueList();
    }

    /// <summary>A list of messages that are documents of their own.</summary>
    public IEnumerable<(MappingNode Mapping, string Path)> Mappings(string field)
    {
        foreach (var (item, path) in Items(field))
        {
            if (AsMapping(item, path) is { } reader)
            {
                yield return (reader.Mapping, path);
            }
        }
    }

    /// <summary>The entries of a map whose keys are the user's own: the reader of the whole map, the key and where it stands.</summary>
    public IEnumerable<(FieldReader Map, string Key, Mark KeyMark)> Entries(string field)
    {
        if (Object(field) is { } reader)
        {
            for (var i = 0; i < reader._fields.Count; i++)
            {
                yield return (reader, reader._fields.NameAt(i), reader._fields[i].KeyMark);
            }
        }
    }

    private T Choose<T>(string field, T fallback, bool acceptsUnknown, ReadOnlySpan<(string Word, T Meaning)> choices)
    {
        var text = String(field);
        if (text.Length == 0)
        {
            return fallback;
        }

        foreach (var (word, meaning) in choices)
        {
            if (word == text)
            {
                return meaning;
            }
        }

        if (!acceptsUnknown)
        {
            ReportWord(field, text, choices);
        }

        return fallback;
    }

    private void ReportWord<T>(string field, string text, ReadOnlySpan<(string Word, T Meaning)> choices)
    {
        var words = new List<string>();
        foreach (var (word, _) in choices)
        {
            words.Add(word);
        }

        Error(FindingCode.InvalidValue, field, $"expected one of {string.Join(", ", words)}, found \"{text}\"{Spelling.Hint(text, words)}");
    }
}
