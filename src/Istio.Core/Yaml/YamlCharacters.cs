using System.Buffers;
using System.Text;

namespace Istio.Core.Yaml;

/// <summary>
/// The characters that a text may hold to be YAML (1.2.2, section 5.1). Others are refused before the parser runs: a parser that takes NUL for the end of the
/// text sees an empty file.
/// </summary>
public static class YamlCharacters
{
    /// <summary>What nearly all texts are made of.</summary>
    private static readonly SearchValues<char> Ordinary = SearchValues.Create(
        "\t\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>The first character that may not stand here, with what is wrong with it; null when all may.</summary>
    public static (int Index, string Problem)? FirstRefused(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (text[at..].IndexOfAnyExcept(Ordinary) is >= 0 and var ordinary)
        {
            at += ordinary;
            var isWhole = Rune.DecodeFromUtf16(text[at..], out var character, out var length) == OperationStatus.Done;
            if (!isWhole)
            {
                return (at, "half of a surrogate pair is no character");
            }

            if (Problem(character.Value) is { } problem)
            {
                return (at, $"the character U+{character.Value:X4} {problem}");
            }

            at += length;
        }

        return null;
    }

    /// <summary>Line and column of a character, from 1.</summary>
    public static (int Line, int Column) Place(ReadOnlySpan<char> text, int index)
    {
        var before = text[..index];
        return (before.Count('\n') + 1, index - before.LastIndexOf('\n'));
    }

    private static string? Problem(int character) => character switch
    {
        '\t' or '\n' or '\r' => null,
        < 0x20 or 0x7F or (>= 0x80 and <= 0x9F and not 0x85) or 0xFFFE or 0xFFFF => "is not allowed in YAML; save the file as text",
        0x85 or 0x2028 or 0x2029 => "ends a line in YAML 1.1 and not in YAML 1.2; write it as an escape in double quotes",
        0xFEFF => "(byte order mark) may stand at the start of the file only; remove it",
        _ => null,
    };
}
