using System.Globalization;
using Istio.Core.Yaml;
using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;

namespace Istio.Model.Decoding;

/// <summary>Scalars by type, as strict as an API server: a number is no string and a string no number.</summary>
internal static class Scalars
{
    public static bool TryString(DocumentNode value, string path, FindingSink sink, out string text)
    {
        text = "";
        if (value is ScalarNode { Type: ScalarType.String } scalar)
        {
            text = scalar.Text;
            return true;
        }

        if (value is ScalarNode { Type: ScalarType.Boolean, Text.Length: <= 3 } word)
        {
            text = word.Text;
            sink.Warning(FindingCode.WrongType, value.Mark, path, $"{text} is a boolean for Kubernetes, and is taken as a word here; write it in quotes");
            return true;
        }

        var advice = value switch
        {
            ScalarNode { Type: ScalarType.Tagged } => "; leave the tag out",
            ScalarNode => "; write it in quotes",
            _ => "",
        };
        sink.Error(FindingCode.WrongType, value.Mark, path, $"expected a string, found {value.Description}{advice}");
        return false;
    }

    public static bool TryInteger(DocumentNode value, string path, int minimum, int maximum, FindingSink sink, out int number)
    {
        number = 0;
        if (value is not ScalarNode { Type: ScalarType.Integer } scalar)
        {
            var isQuoted = value is ScalarNode { Type: ScalarType.String } text && int.TryParse(text.Text, CultureInfo.InvariantCulture, out _);
            var advice = isQuoted ? "; write it without quotes" : "";
            sink.Error(FindingCode.WrongType, value.Mark, path, $"expected a whole number, found {value.Description}{advice}");
            return false;
        }

        if (PlainScalar.Ambiguity(scalar.Text) is { } ambiguity)
        {
            sink.Error(FindingCode.InvalidValue, value.Mark, path, ambiguity);
            return false;
        }

        if (PlainScalar.TryInteger(scalar.Text, out var whole) && whole >= minimum && whole <= maximum)
        {
            number = (int)whole;
            return true;
        }

        sink.Error(FindingCode.InvalidValue, value.Mark, path, $"expected a number from {minimum} to {maximum}, found {scalar.Text}");
        return false;
    }

    public static bool TryBoolean(DocumentNode value, string path, FindingSink sink, out bool truth)
    {
        truth = false;
        if (value is ScalarNode { Type: ScalarType.Boolean } scalar)
        {
            truth = PlainScalar.IsTrue(scalar.Text);
            return true;
        }

        sink.Error(FindingCode.WrongType, value.Mark, path, $"expected true or false, found {value.Description}");
        return false;
    }
}
