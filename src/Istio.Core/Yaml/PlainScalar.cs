using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Istio.Core.Yaml;

/// <summary>
/// What a scalar without quotes is for Kubernetes and Istio, whose library (go-yaml, version 2) reads YAML 1.1 with the octal numbers of 1.2 beside:
/// <c>yes</c> is a boolean, <c>0x1F</c>, <c>0o17</c>, <c>0b11</c> and <c>1_000</c> are numbers, <c>1:30</c> is a string.
/// </summary>
public static partial class PlainScalar
{
    private static readonly FrozenSet<string> True = FrozenSet.Create("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static readonly FrozenSet<string> False = FrozenSet.Create("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static readonly FrozenSet<string> Infinite = FrozenSet.Create(
        ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN");

    public static ScalarType TypeOf(string text)
    {
        if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            return ScalarType.Null;
        }

        if (True.Contains(text) || False.Contains(text))
        {
            return ScalarType.Boolean;
        }

        return !MayBeNumber(text) ? ScalarType.String
            : TryInteger(text, out _) ? ScalarType.Integer
            : TryNumber(text, out _) ? ScalarType.Number
            : ScalarType.String;
    }

    /// <summary>The value of a boolean.</summary>
    public static bool IsTrue(string text) => True.Contains(text);

    /// <summary>The value of a whole number, in whatever base it is written.</summary>
    public static bool TryInteger(string text, out Int128 value)
    {
        value = 0;
        if (!MayBeNumber(text) || text[0] == '.')
        {
            return false;
        }

        var digits = text.Replace("_", "", StringComparison.Ordinal).AsSpan();
        var isNegative = digits[0] == '-';
        digits = digits[0] is '-' or '+' ? digits[1..] : digits;
        if (!TryDigits(digits, out var magnitude) || magnitude > (isNegative ? (UInt128)long.MaxValue + 1 : ulong.MaxValue))
        {
            return false;
        }

        value = isNegative ? -(Int128)magnitude : (Int128)magnitude;
        return true;
    }

    /// <summary>The value of any number; infinite and <see cref="double.NaN"/> too.</summary>
    public static bool TryNumber(string text, out double value)
    {
        value = double.NaN;
        if (Infinite.Contains(text))
        {
            return true;
        }

        var plain = text.StartsWith('.') ? text : text.Replace("_", "", StringComparison.Ordinal);
        return Decimal().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>
    /// Why a number is refused although it can be read: with a zero in front it is octal for Kubernetes and decimal for YAML 1.2. Null when all read the same.
    /// </summary>
    public static string? Ambiguity(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        if (digits.Length < 2 || digits[0] != '0' || !(char.IsAsciiDigit(digits[1]) || digits[1] == '_') || !TryInteger(text, out var octal))
        {
            return null;
        }

        var asDecimal = digits.ToString().Replace("_", "", StringComparison.Ordinal).TrimStart('0');
        return octal == 0
            ? $"{text} has a zero too many; write 0"
            : $"{text} is {octal} for Kubernetes, which reads it as octal, and {(text[0] == '-' ? "-" : "")}{asDecimal} for YAML 1.2; write the one that is meant without the zero";
    }

    private static bool MayBeNumber(string text) => text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.');

    private static bool TryDigits(ReadOnlySpan<char> digits, out UInt128 value)
    {
        value = 0;
        if (digits.IsEmpty)
        {
            return false;
        }

        return digits switch
        {
            ['0', 'x' or 'X', .. var hexadecimal] => TryRadix(hexadecimal, 16, out value),
            ['0', 'o' or 'O', .. var octal] => TryRadix(octal, 8, out value),
            ['0', 'b' or 'B', .. var binary] => TryRadix(binary, 2, out value),
            ['0', _, ..] => TryRadix(digits[1..], 8, out value),
            _ => TryRadix(digits, 10, out value),
        };
    }

    private static bool TryRadix(ReadOnlySpan<char> digits, uint radix, out UInt128 value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            var number = char.IsAsciiDigit(digit) ? (uint)(digit - '0') : char.IsAsciiHexDigit(digit) ? (uint)((digit | 0x20) - 'a' + 10) : uint.MaxValue;
            if (number >= radix || value > ulong.MaxValue)
            {
                return false;
            }

            value = (value * radix) + number;
        }

        return !digits.IsEmpty;
    }

    [GeneratedRegex(@"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();
}
