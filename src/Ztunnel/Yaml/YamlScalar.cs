namespace Ztunnel.Yaml;

/// <param name="IsPlain">Written without quotes, so that <c>null</c>, numbers and booleans mean what they say.</param>
internal sealed record YamlScalar(int Line, string Text, bool IsPlain) : YamlNode(Line)
{
    public bool IsNull => IsPlain && Text is ("" or "~" or "null");
}
