using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Istio.Core.Logging;

/// <summary>An interpolated message that is not even formatted while its scope is silent at its level.</summary>
[InterpolatedStringHandler]
[SuppressMessage("Performance", "CA1815", Justification = "A message is written, never compared.")]
public ref struct LogMessage<TSeverity>
    where TSeverity : struct, ILogSeverity
{
    private DefaultInterpolatedStringHandler _text;
    private readonly bool _enabled;

    public LogMessage(int literalLength, int formattedCount, LogScope scope, out bool enabled)
    {
        ArgumentNullException.ThrowIfNull(scope);
        _enabled = enabled = scope.IsEnabled(TSeverity.Level);
        _text = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    public void AppendFormatted(ReadOnlySpan<char> value) => _text.AppendFormatted(value);

    /// <summary>Null when the level of the scope leaves the message out.</summary>
    internal string? Finish() => _enabled ? _text.ToStringAndClear() : null;
}
