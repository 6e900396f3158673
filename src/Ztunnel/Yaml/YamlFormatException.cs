namespace Ztunnel.Yaml;

/// <summary>A file read at start is not what it must be; the program does not start with it.</summary>
internal sealed class YamlFormatException(int line, string problem) : Exception($"line {line}: {problem}")
{
    public int Line { get; } = line;
}
