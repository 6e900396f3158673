using System.Buffers;

namespace Istio.Model.Decoding.Yaml;

/// <summary>A scalar and its type by YAML 1.2's core schema: <c>no</c> and <c>off</c> are strings, so a workload may be named so.</summary>
internal sealed class YamlScalar(Mark mark, string text, ScalarType type) : YamlValue(mark)
{
    private static readonly SearchValues<char> s_hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> s_decimal = SearchValues.Create("0123456789.");

    public string Text => text;

    public ScalarType Type => type;

    public override string Description => type switch
    {
        ScalarType.Null => "nothing",
        ScalarType.Boolean => $"the boolean {text}",
        ScalarType.Integer or ScalarType.Number => $"the number {text}",
        _ => $"the string \"{text}\"",
    };

    /// <summary>The type of a scalar that is written without quotes.</summary>
    public static ScalarType TypeOfPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarType.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarType.Boolean,
        _ => TypeOfWord(text),
    };

    private static ScalarType TypeOfWord(string text)
    {
        ReadOnlySpan<char> digits = text[0] is '-' or '+' ? text.AsSpan(1) : text;
        if (digits.IsEmpty || !(char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1 && char.IsAsciiDigit(digits[1]))))
        {
            return ScalarType.String;
        }

        if (!digits.ContainsAnyExceptInRange('0', '9') || IsRadixInteger(digits))
        {
            return ScalarType.Integer;
        }

        return IsDecimal(digits) ? ScalarType.Number : ScalarType.String;
    }

    private static bool IsRadixInteger(ReadOnlySpan<char> digits) => digits.Length > 2 && digits[0] == '0' && digits[1] switch
    {
        'x' => !digits[2..].ContainsAnyExcept(s_hexadecimal),
        'o' => !digits[2..].ContainsAnyExceptInRange('0', '7'),
        'b' => !digits[2..].ContainsAnyExceptInRange('0', '1'),
        _ => false,
    };

    private static bool IsDecimal(ReadOnlySpan<char> digits)
    {
        int exponent = digits.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = exponent < 0 ? digits : digits[..exponent];
        if (mantissa.ContainsAnyExcept(s_decimal) || mantissa.Count('.') > 1)
        {
            return false;
        }

        ReadOnlySpan<char> power = exponent < 0 ? "0" : digits[(exponent + 1)..].TrimStart("+-");
        return !power.IsEmpty && !power.ContainsAnyExceptInRange('0', '9');
    }
}
