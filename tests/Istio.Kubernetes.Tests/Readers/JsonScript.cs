using System.Globalization;
using System.Text;

namespace Istio.Kubernetes.Tests.Readers;

/// <summary>Writes a random value of a shape: fields in any order, absent, null or of a newer version, with spaces and escapes.</summary>
/// <param name="mistakes">Of a hundred values so many are of another shape, missing, or twice there, unless nobody reads them: no API server writes a field twice.</param>
internal sealed class JsonScript(Random random, int mistakes)
{
    private readonly StringBuilder _text = new();

    public static byte[] Write(Shape shape, Random random, int mistakes)
    {
        var script = new JsonScript(random, mistakes);
        script.Write(shape);
        return Encoding.UTF8.GetBytes(script._text.ToString());
    }

    private bool IsMistake => random.Next(100) < mistakes;

    private void Write(Shape shape)
    {
        Space();
        if (IsMistake)
        {
            WriteAny(2);
            return;
        }

        switch (shape)
        {
            case Shape.MappingShape mapping:
                WriteMapping(mapping);
                break;
            case Shape.ListShape list:
                WriteList(random.Next(4) == 0 ? random.Next(12) : random.Next(3), () => Write(list.Item));
                break;
            case Shape.TextShape text:
                WriteText(text.Words);
                break;
            case Shape.TextMapShape:
                WriteTextMap();
                break;
            case Shape.PortShape:
                _text.Append(IsMistake ? random.Next(-1, 70000) : random.Next(1, 65536));
                break;
            case Shape.BooleanShape:
                _text.Append(random.Next(2) == 0 ? "true" : "false");
                break;
            default:
                WriteAny(2);
                break;
        }

        Space();
    }

    private void WriteMapping(Shape.MappingShape mapping)
    {
        var fields = mapping.Fields.Where(field => field.IsRequired || random.Next(4) > 0).ToArray();
        random.Shuffle(fields);
        var ordered = fields.OrderByDescending(field => field.First && !IsMistake).Where(field => !IsMistake).ToList();
        if (IsMistake && Array.Find(fields, field => field.Shape is not Shape.AnyShape) is { } twice)
        {
            ordered.Add(twice);
        }

        var unknown = random.Next(3) == 0 ? random.Next(ordered.Count + 1) : -1;
        var written = 0;
        _text.Append('{');
        for (var i = 0; i <= ordered.Count; i++)
        {
            if (i == unknown)
            {
                WriteField(written++, "ofTomorrow", () => WriteAny(3));
            }

            if (i < ordered.Count)
            {
                var field = ordered[i];
                WriteField(written++, field.Name, () => WriteOrNull(field));
            }
        }

        _text.Append('}');
    }

    private void WriteOrNull(Shape.Field field)
    {
        if (!field.IsRequired && random.Next(8) == 0)
        {
            _text.Append("null");
        }
        else
        {
            Write(field.Shape);
        }
    }

    private void WriteField(int number, string name, Action writeValue)
    {
        _text.Append(number > 0 ? "," : "");
        Space();
        WriteString(name);
        Space();
        _text.Append(':');
        Space();
        writeValue();
    }

    private void WriteList(int count, Action writeItem)
    {
        _text.Append('[');
        for (var i = 0; i < count; i++)
        {
            _text.Append(i > 0 ? "," : "");
            writeItem();
        }

        _text.Append(']');
    }

    private void WriteTextMap()
    {
        var count = random.Next(12);
        _text.Append('{');
        for (var i = 0; i < count; i++)
        {
            var number = IsMistake ? 0 : i;
            WriteField(i, $"app.kubernetes.io/key-{number}", () => WriteMapValue());
        }

        _text.Append('}');
    }

    private void WriteMapValue()
    {
        if (random.Next(10) == 0)
        {
            _text.Append("null");
        }
        else if (IsMistake)
        {
            _text.Append(7);
        }
        else
        {
            WriteText("", "web", "é and ∞", "line\nand \"quote\"", new string('x', random.Next(200)));
        }
    }

    /// <summary>The word <c>#</c> stands for a number.</summary>
    private void WriteText(params ReadOnlySpan<string> words)
    {
        var word = words[random.Next(words.Length)];
        if (word == "#")
        {
            _text.Append(random.Next(1, 65536));
        }
        else
        {
            WriteString(IsMistake ? "No Such Word" : word);
        }
    }

    private void WriteString(string text)
    {
        var escapes = random.Next(10) == 0;
        _text.Append('"');
        foreach (var letter in text)
        {
            if (letter is '"' or '\\' || letter < ' ' || (escapes && letter >= 'a' && random.Next(3) == 0))
            {
                _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
            else
            {
                _text.Append(letter);
            }
        }

        _text.Append('"');
    }

    private void WriteAny(int depth)
    {
        switch (random.Next(depth > 0 ? 8 : 6))
        {
            case 0:
                _text.Append("null");
                break;
            case 1:
                _text.Append("true");
                break;
            case 2:
                _text.Append(random.Next(-5, 100000));
                break;
            case 3:
                _text.Append("1.5e3");
                break;
            case 4 or 5:
                WriteString("f:metadata");
                break;
            case 6:
                WriteList(random.Next(4), () => WriteAny(depth - 1));
                break;
            default:
                _text.Append('{');
                WriteField(0, "name", () => WriteAny(depth - 1));
                WriteField(1, "f:spec", () => WriteAny(depth - 1));
                _text.Append('}');
                break;
        }
    }

    private void Space() => _text.Append(random.Next(12) == 0 ? " \n" : "");
}
