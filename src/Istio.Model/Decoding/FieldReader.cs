using Istio.Core.Yaml;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;

namespace Istio.Model.Decoding;

/// <summary>
/// Reads the fields of one mapping by name. Every mistake becomes a finding and reading goes on; <see cref="Finish"/> reports the
/// fields that nobody asked for, so the code that reads a kind is at the same time its schema.
/// </summary>
internal sealed partial class FieldReader
{
    private readonly FieldTable _fields;

    // Names that were asked for, some of them twice.
    private readonly List<string> _known = [];
    private HashSet<string>? _doubled;

    public FieldReader(MappingNode mapping, string path, DecodeOptions options, FindingSink sink)
    {
        Mapping = mapping;
        Path = path;
        Options = options;
        Sink = sink;
        _fields = new(mapping.Entries.Count);
        foreach (var entry in mapping.Entries)
        {
            if (entry.KeyProblem is { } problem)
            {
                sink.Error(FindingCode.InvalidValue, entry.KeyMark, PathOf(entry.Key), problem);
            }

            if (!_fields.TryAdd(entry.Key, entry, out var first))
            {
                ReportTwice(entry, first);
            }
        }
    }

    /// <summary>How the mappings of some fields are read, where that is not how this one is; null for alike.</summary>
    public Func<string, DecodeOptions>? OptionsOf { get; init; }

    public MappingNode Mapping { get; }

    /// <summary>Path of the mapping itself; empty for the document.</summary>
    public string Path { get; }

    public DecodeOptions Options { get; }

    public FindingSink Sink { get; }

    /// <summary>Where the mapping starts.</summary>
    public Mark Mark => Mapping.Mark;

    /// <summary>Fields of the API that the mesh does not use: accepted whatever they hold.</summary>
    public void Ignore(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            Find(field);
            if (_fields.TryFind(field, out var unused))
            {
                Mapping.MarkUnused(unused.Key);
            }
        }
    }

    /// <summary>The field was written twice, so nobody knows what it means.</summary>
    public bool IsDoubled(string field) => _doubled?.Contains(field) ?? false;

    /// <summary>
    /// Accepts all fields that were not asked for so far. For a status: a controller wrote it, of whatever version, and it is nobody's intent.
    /// </summary>
    public void IgnoreOthers()
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (!_fields.IsKnown(i))
            {
                Ignore(_fields.NameAt(i));
            }
        }
    }

    /// <summary>The field was written, with something in it.</summary>
    public bool Has(string field) => Find(field) is not null;

    /// <summary>Where the field's value stands; the mapping itself when it is absent.</summary>
    public Mark MarkOf(string field) => _fields.TryFind(field, out var entry) ? entry.Value.Mark : Mark;

    public void Error(FindingCode code, string field, string message) => Sink.Error(code, MarkOf(field), PathOf(field), message);

    /// <summary>An error about one element of a list.</summary>
    public void ErrorAt(FindingCode code, string field, int index, string message) =>
        Sink.Error(code, MarkOfItem(field, index), $"{PathOf(field)}[{index}]", message);

    /// <summary>A warning about one element of a list.</summary>
    public void WarningAt(FindingCode code, string field, int index, string message) =>
        Sink.Warning(code, MarkOfItem(field, index), $"{PathOf(field)}[{index}]", message);

    public void Warning(FindingCode code, string field, string message) => Sink.Warning(code, MarkOf(field), PathOf(field), message);

    /// <summary>Reports a field that must be written and is not.</summary>
    public void Require(string field)
    {
        if (Find(field) is null)
        {
            Sink.Error(FindingCode.MissingField, Mark, PathOf(field), "must be given");
        }
    }

    /// <summary>Reports a field that must have a text in it and has none.</summary>
    public void RequireText(string field)
    {
        Require(field);
        if (Find(field) is ScalarNode { Type: ScalarType.String, Text: "" })
        {
            Error(FindingCode.MissingField, field, "must not be empty");
        }
    }

    /// <summary>Reports every field that was not asked for.</summary>
    public void Finish()
    {
        for (var i = 0; i < _fields.Count; i++)
        {
            if (!_fields.IsKnown(i))
            {
                ReportUnknown(_fields[i]);
            }
        }
    }

    /// <summary>The path of a field of this mapping.</summary>
    public string PathOf(string field)
    {
        var plain = field.Length > 0 && !field.AsSpan().ContainsAny("./[] ") && !char.IsAsciiDigit(field[0]);
        return plain ? (Path.Length == 0 ? field : $"{Path}.{field}") : $"{Path}[{field}]";
    }

    /// <summary>Where one element of a list stands.</summary>
    private Mark MarkOfItem(string field, int index) =>
        _fields.TryFind(field, out var entry) && entry.Value is SequenceNode sequence && index < sequence.Items.Count
            ? sequence.Items[index].Mark
            : MarkOf(field);

    private string Expectation(string field)
    {
        var hint = Spelling.Hint(field, _known);
        return hint.Length > 0 ? hint : $"; expected one of {string.Join(", ", _known.Distinct().Order(StringComparer.Ordinal))}";
    }

    private void ReportUnknown(MappingEntry entry)
    {
        switch (Options.UnknownFields)
        {
            case UnknownFields.Refused:
                Sink.Error(FindingCode.UnknownField, entry.KeyMark, PathOf(entry.Key), $"unknown field{Expectation(entry.Key)}");
                break;
            case UnknownFields.Named:
                Sink.Warning(FindingCode.UnknownField, entry.KeyMark, PathOf(entry.Key), $"unknown field, which has no effect{Spelling.Hint(entry.Key, _known)}");
                break;
            default:
                Mapping.MarkUnused(entry.Key);
                break;
        }
    }

    private void ReportTwice(MappingEntry entry, MappingEntry first)
    {
        (_doubled ??= new(StringComparer.Ordinal)).Add(entry.Key);
        Sink.Error(FindingCode.DuplicateField, entry.KeyMark, PathOf(entry.Key), $"written twice, first on line {first.KeyMark.Line}");
    }

    private DocumentNode? Find(string field)
    {
        if (Options.AcceptsProtoNames && !_known.Contains(field))
        {
            TakeProtoName(field);
        }

        _known.Add(field);
        return _fields.TryTake(field, out var entry) && entry.Value is not ScalarNode { Type: ScalarType.Null } ? entry.Value : null;
    }

    /// <summary>The first time that a field is asked for: it may be written under its other name.</summary>
    private void TakeProtoName(string field)
    {
        foreach (var entry in Mapping.Entries)
        {
            if (ProtoNames.IsNameOf(entry.Key, field))
            {
                _fields.TryTake(entry.Key, out _);
                if (!_fields.TryAdd(field, entry, out var first))
                {
                    ReportTwice(entry with { Key = field }, first);
                }
            }
        }
    }

    private FieldReader? Object(string field) => Find(field) is { } value ? AsMapping(value, PathOf(field), OptionsOf?.Invoke(field) ?? Options) : null;

    private FieldReader? AsMapping(DocumentNode value, string path) => AsMapping(value, path, Options);

    private FieldReader? AsMapping(DocumentNode value, string path, DecodeOptions options)
    {
        if (value is MappingNode mapping)
        {
            return new FieldReader(mapping, path, options, Sink);
        }

        Sink.Error(FindingCode.WrongType, value.Mark, path, $"expected a mapping, found {value.Description}");
        return null;
    }

    private IEnumerable<(DocumentNode Item, string Path)> Items(string field)
    {
        if (Find(field) is not { } value)
        {
            yield break;
        }

        var path = PathOf(field);
        if (value is not SequenceNode sequence)
        {
            Sink.Error(FindingCode.WrongType, value.Mark, path, $"expected a list, found {value.Description}");
            yield break;
        }

        for (var i = 0; i < sequence.Items.Count; i++)
        {
            yield return (sequence.Items[i], $"{path}[{i}]");
        }
    }
}
