using Istio.Core.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Istio.Model.Decoding.Nodes;

/// <summary>Reads one document into a tree that keeps every position and every duplicate key.</summary>
internal sealed class YamlNodeReader
{
    /// <summary>Deeper than any object of ours; keeps hostile input from using up the stack.</summary>
    private const int MaximumDepth = 100;

    /// <summary>Values that a document may repeat by aliases: far more than anyone writes, far less than a bomb unfolds to.</summary>
    private const long MaximumRepeated = 100_000;

    private const string StandardTag = "tag:yaml.org,2002:";

    private readonly Parser _parser;
    private readonly string _text;
    private readonly int _linesBefore;
    private readonly Dictionary<string, Anchored> _anchors = [];

    // All values read so far, those repeated by aliases counted each time; and the deepest level among the values that are being read.
    private long _size;
    private long _repeated;
    private int _deepest;

    // Brackets and braces that are open.
    private int _brackets;

    private YamlNodeReader(string text, int firstLine)
    {
        _parser = new Parser(new StringReader(text));
        _text = text;
        _linesBefore = firstLine - 1;
    }

    /// <exception cref="SyntaxException">The text is no YAML.</exception>
    public static DocumentNode Read(string text, int firstLine)
    {
        if (YamlCharacters.FirstRefused(text) is { } refused)
        {
            var (line, column) = YamlCharacters.Place(text, refused.Index);
            throw new SyntaxException(new Mark(line + firstLine - 1, column), refused.Problem);
        }

        var reader = new YamlNodeReader(text, firstLine);
        reader.Advance();
        return reader.ReadDocument();
    }

    private Mark LastMark => _parser.Current is { } current ? MarkOf(current.Start) : new Mark(_linesBefore + 1, 1);

    private DocumentNode ReadDocument()
    {
        Take<StreamStart>();
        if (TakeIf<DocumentStart>() is null)
        {
            return new ScalarNode(new Mark(_linesBefore + 1, 1), "", ScalarType.Null);
        }

        var root = ReadValue(0);
        Take<DocumentEnd>();
        Take<StreamEnd>();
        return root;
    }

    private DocumentNode ReadValue(int depth)
    {
        if (TakeIf<AnchorAlias>() is { } alias)
        {
            return Repeat(alias, depth);
        }

        var current = _parser.Current ?? throw new SyntaxException(LastMark, "the document ends too early");
        if (depth > MaximumDepth)
        {
            throw new SyntaxException(MarkOf(current.Start), $"nested more than {MaximumDepth} levels deep");
        }

        RefuseTabs(current);
        var sizeBefore = _size++;
        var deepestBefore = _deepest;
        _deepest = depth;
        var anchor = current is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor.Value : null;
        DocumentNode value = current switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadSequence(depth),
            MappingStart => ReadMapping(depth),
            _ => throw new SyntaxException(MarkOf(current.Start), "expected a value"),
        };
        if (anchor is not null)
        {
            _anchors[anchor] = new Anchored(value, _size - sizeBefore, _deepest - depth);
        }

        _deepest = Math.Max(_deepest, deepestBefore);
        return value;
    }

    /// <summary>A tab in front of a line says nothing about how deep the line is. In brackets lines have no depth.</summary>
    private void RefuseTabs(ParsingEvent node)
    {
        var start = (int)node.Start.Index;
        var line = _text.AsSpan(0, start).LastIndexOf('\n') + 1;
        var before = _text.AsSpan(line, start - line);
        if (_brackets == 0 && before.Contains('\t') && before[..^before.TrimStart().Length].Contains('\t'))
        {
            throw new SyntaxException(MarkOf(node.Start), "a tab in front of a line is no indentation; use spaces");
        }
    }

    /// <summary>What an alias stands for. Whoever walks the tree meets it once more, and so it counts once more.</summary>
    private DocumentNode Repeat(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
        {
            throw new SyntaxException(MarkOf(alias.Start), $"nothing before this line is anchored as &{alias.Value.Value}");
        }

        _size += target.Size;
        _repeated += target.Size;
        _deepest = Math.Max(_deepest, depth + target.Height);
        return _repeated > MaximumRepeated ? throw new SyntaxException(MarkOf(alias.Start), $"aliases repeat more than {MaximumRepeated} values")
            : _deepest > MaximumDepth ? throw new SyntaxException(MarkOf(alias.Start), $"nested more than {MaximumDepth} levels deep")
            : target.Value;
    }

    private ScalarNode ReadScalar()
    {
        var scalar = Take<Scalar>();
        if (scalar.Style == ScalarStyle.DoubleQuoted)
        {
            RefuseEscapes(scalar);
        }

        return new ScalarNode(MarkOf(scalar.Start), scalar.Value, TypeOf(scalar));
    }

    /// <summary>Tags of one's own stand for nothing and make a string of what follows; of the standard ones only <c>!!str</c> is read.</summary>
    private static ScalarType TypeOf(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty)
        {
            return scalar.Style == ScalarStyle.Plain ? PlainScalar.TypeOf(scalar.Value) : ScalarType.String;
        }

        return IsStandard(scalar, "str") ? ScalarType.String : ScalarType.Tagged;
    }

    private static bool IsStandard(NodeEvent node, string type) =>
        node.Tag.IsEmpty || node.Tag.IsNonSpecific || !node.Tag.Value.StartsWith(StandardTag, StringComparison.Ordinal) || node.Tag.Value[StandardTag.Length..] == type;

    private void RefuseTag(NodeEvent node, string type)
    {
        if (!IsStandard(node, type))
        {
            throw new SyntaxException(MarkOf(node.Start), $"the tag {node.Tag.Value} is not read; leave it out");
        }
    }

    private void RefuseEscapes(Scalar scalar)
    {
        if (YamlEscapes.FirstRefused(_text.AsSpan((int)scalar.Start.Index, (int)(scalar.End.Index - scalar.Start.Index))) is { } problem)
        {
            throw new SyntaxException(MarkOf(scalar.Start), problem);
        }
    }

    private SequenceNode ReadSequence(int depth)
    {
        var start = Take<SequenceStart>();
        RefuseTag(start, "seq");
        var mark = MarkOf(start.Start);
        var isFlow = start.Style == SequenceStyle.Flow;
        _brackets += isFlow ? 1 : 0;
        var items = new List<DocumentNode>();
        while (TakeIf<SequenceEnd>() is null)
        {
            items.Add(ReadValue(depth + 1));
        }

        _brackets -= isFlow ? 1 : 0;
        return new SequenceNode(mark, items);
    }

    private MappingNode ReadMapping(int depth)
    {
        var start = Take<MappingStart>();
        RefuseTag(start, "map");
        var isFlow = start.Style == MappingStyle.Flow;
        _brackets += isFlow ? 1 : 0;
        var entries = new MappingEntries();
        while (TakeIf<MappingEnd>() is null)
        {
            var isMerge = _parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain, Tag.IsEmpty: true };
            var key = ReadValue(depth + 1);
            if (key is not ScalarNode name)
            {
                throw new SyntaxException(key.Mark, $"a field name must be a word, not {key.Description}");
            }

            var value = ReadValue(depth + 1);
            if (isMerge)
            {
                entries.Merge(name.Mark, value);
            }
            else
            {
                entries.Add(new MappingEntry(name.Text, name.Mark, value, name.KeyProblem));
            }
        }

        _brackets -= isFlow ? 1 : 0;
        return new MappingNode(MarkOf(start.Start), entries.ToList());
    }

    private T Take<T>()
        where T : ParsingEvent =>
        TakeIf<T>() ?? throw new SyntaxException(LastMark, "expected the end of the document");

    private T? TakeIf<T>()
        where T : ParsingEvent
    {
        if (_parser.Current is not T current)
        {
            return null;
        }

        Advance();
        return current;
    }

    private void Advance()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (YamlException error)
        {
            throw new SyntaxException(MarkOf(error.Start), error.Message);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException
            or NullReferenceException or FormatException)
        {
            // YamlDotNet's scanner fails like this on some unclosed brackets, odd tags and the like: found by HostileTextTests.
            throw new SyntaxException(LastMark, "no YAML from here on; look for a bracket or quote that is not closed, or a tag that is none");
        }
    }

    private Mark MarkOf(YamlDotNet.Core.Mark mark) => new((int)mark.Line + _linesBefore, (int)mark.Column);

    /// <param name="Size">Values in it, itself included.</param>
    /// <param name="Height">Levels below it.</param>
    private readonly record struct Anchored(DocumentNode Value, long Size, int Height);
}
