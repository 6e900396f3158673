using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Istio.Core.Logging;

/// <summary>One line under construction, in a buffer of its thread: begun, filled and written without a pause in between.</summary>
[SuppressMessage("Performance", "CA1815", Justification = "A line is written, never compared.")]
public readonly ref struct LogLine
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private readonly ArrayBufferWriter<byte>? _line;
    private readonly LogFormat _format;

    private LogLine(ArrayBufferWriter<byte> line, LogFormat format)
    {
        _line = line;
        _format = format;
    }

    private bool IsJson => _format is LogFormat.IstioJson or LogFormat.ZtunnelJson;

    internal static LogLine Begin(LogScope scope, LogLevel level, string message)
    {
        if (!scope.IsEnabled(level))
        {
            return default;
        }

        var line = _buffer ??= new ArrayBufferWriter<byte>(512);
        line.ResetWrittenCount();
        var format = LogOutput.Format;
        LogText.Head(line, format, LogOutput.Now, level, scope.Name, message);
        return new LogLine(line, format);
    }

    /// <summary>A text field, quoted.</summary>
    public LogLine Text(string key, scoped ReadOnlySpan<char> value)
    {
        if (_line is not null)
        {
            LogText.Key(_line, key, IsJson);
            LogText.Quoted(_line, value, IsJson);
        }

        return this;
    }

    /// <summary>A text field that is left out when there is no value.</summary>
    public LogLine TextIf(string key, string? value) => string.IsNullOrEmpty(value) ? this : Text(key, value);

    /// <summary>A number or address: bare in text, quoted in JSON unless it is a number.</summary>
    public LogLine Value<T>(string key, T value)
        where T : ISpanFormattable
    {
        Span<char> text = stackalloc char[128];
        return _line is null ? this : Bare(
            key,
            value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) ? text[..length] : value.ToString(),
            quotedInJson: value is not (int or long or double or uint or ulong));
    }

    public LogLine Value(string key, bool value) => Bare(key, value ? "true" : "false", quotedInJson: false);

    /// <summary>An address with its port; an IPv6 address stands in brackets.</summary>
    public LogLine Value(string key, IPEndPoint value)
    {
        if (_line is null)
        {
            return this;
        }

        Span<char> text = stackalloc char[80];
        var bracketed = value.AddressFamily == AddressFamily.InterNetworkV6;
        return text.TryWrite(CultureInfo.InvariantCulture, $"{(bracketed ? "[" : "")}{value.Address}{(bracketed ? "]" : "")}:{value.Port}", out var length)
            ? Bare(key, text[..length], quotedInJson: true)
            : this;
    }

    /// <summary>Ends the line and hands it to the output.</summary>
    public void Write()
    {
        if (_line is null)
        {
            return;
        }

        LogText.Tail(_line, _format);
        LogOutput.Write(_line.WrittenSpan);
    }

    private LogLine Bare(string key, scoped ReadOnlySpan<char> value, bool quotedInJson)
    {
        if (_line is null)
        {
            return this;
        }

        LogText.Key(_line, key, IsJson);
        if (IsJson && quotedInJson)
        {
            LogText.Quoted(_line, value, json: true);
        }
        else
        {
            LogText.Append(_line, value);
        }

        return this;
    }
}
