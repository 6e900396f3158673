using System.Globalization;
using Istio.Model.Decoding.Yaml;
using Istio.Model.Findings;

namespace Istio.Model.Decoding;

/// <summary>Scalars by type, as strict as an API server: a number is no string and a string no number.</summary>
internal static class Scalars
{
    public static bool TryString(YamlValue value, string path, FindingSink sink, out string text)
    {
        text = "";
        if (value is YamlScalar { Type: ScalarType.String } scalar)
        {
            text = scalar.Text;
            return true;
        }

        string advice = value is YamlScalar ? "; write it in quotes" : "";
        sink.Error(FindingCode.WrongType, value.Mark, path, $"expected a string, found {value.Description}{advice}");
        return false;
    }

    public static bool TryInteger(YamlValue value, string path, int minimum, int maximum, FindingSink sink, out int number)
    {
        number = 0;
        if (value is not YamlScalar { Type: ScalarType.Integer } scalar)
        {
            bool isQuoted = value is YamlScalar { Type: ScalarType.String } text && int.TryParse(text.Text, CultureInfo.InvariantCulture, out _);
            string advice = isQuoted ? "; write it without quotes" : "";
            sink.Error(FindingCode.WrongType, value.Mark, path, $"expected a whole number, found {value.Description}{advice}");
            return false;
        }

        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= minimum && number <= maximum)
        {
            return true;
        }

        sink.Error(FindingCode.InvalidValue, value.Mark, path, $"expected a number from {minimum} to {maximum}, found {scalar.Text}");
        return false;
    }

    public static bool TryBoolean(YamlValue value, string path, FindingSink sink, out bool truth)
    {
        truth = false;
        if (value is YamlScalar { Type: ScalarType.Boolean } scalar)
        {
            truth = scalar.Text[0] is 't' or 'T';
            return true;
        }

        sink.Error(FindingCode.WrongType, value.Mark, path, $"expected true or false, found {value.Description}");
        return false;
    }
}
