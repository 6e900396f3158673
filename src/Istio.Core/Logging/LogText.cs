using System.Buffers;
using System.Globalization;
using System.Text;

namespace Istio.Core.Logging;

/// <summary>Lays a line out as UTF-8.</summary>
internal static class LogText
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly SearchValues<char> NeedsEscape = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code), '"', '\\', '\u007f']);

    public static void Head(ArrayBufferWriter<byte> line, LogFormat format, DateTimeOffset now, LogLevel level, string scope, string message)
    {
        if (format is LogFormat.IstioJson or LogFormat.ZtunnelJson)
        {
            line.Write("{\"level\":\""u8);
            Append(line, Name(level));
            line.Write("\",\"time\":\""u8);
            Time(line, now);
            line.Write("\",\"scope\":"u8);
            Quoted(line, scope, json: true);
            line.Write(format == LogFormat.IstioJson ? ",\"msg\":"u8 : ",\"message\":"u8);
            Quoted(line, message, json: true);
            return;
        }

        Time(line, now);
        line.Write("\t"u8);
        Append(line, Name(level));
        line.Write("\t"u8);
        if (format == LogFormat.Ztunnel || scope != LogScope.DefaultName)
        {
            Append(line, scope);
            line.Write("\t"u8);
        }

        OneLine(line, message);
        if (format == LogFormat.Ztunnel)
        {
            line.Write("\t"u8);
        }
    }

    public static void Key(ArrayBufferWriter<byte> line, string key, bool json)
    {
        if (json)
        {
            line.Write(",\""u8);
            Append(line, key);
            line.Write("\":"u8);
            return;
        }

        if (line.WrittenSpan[^1] != (byte)'\t')
        {
            // The first field follows a tab, the others a space. istiod has no tab yet.
            line.Write(line.WrittenSpan.LastIndexOf("\t"u8) is var tab && line.WrittenSpan[tab..].Contains((byte)'=') ? " "u8 : "\t"u8);
        }

        Append(line, key);
        line.Write("="u8);
    }

    public static void Quoted(ArrayBufferWriter<byte> line, ReadOnlySpan<char> value, bool json)
    {
        line.Write("\""u8);
        Escape(line, value, json);
        line.Write("\""u8);
    }

    public static void Tail(ArrayBufferWriter<byte> line, LogFormat format) =>
        line.Write(format is LogFormat.IstioJson or LogFormat.ZtunnelJson ? "}\n"u8 : "\n"u8);

    public static void Append(ArrayBufferWriter<byte> line, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, line);

    private static void Time(ArrayBufferWriter<byte> line, DateTimeOffset now)
    {
        var target = line.GetSpan(27);
        _ = now.UtcDateTime.TryFormat(target, out var written, TimeFormat, CultureInfo.InvariantCulture);
        line.Advance(written);
    }

    /// <summary>Text of others (a name, an error) must not be able to begin a line of its own.</summary>
    private static void OneLine(ArrayBufferWriter<byte> line, ReadOnlySpan<char> message)
    {
        int stop;
        while ((stop = message.IndexOfAny('\n', '\r')) >= 0)
        {
            Append(line, message[..stop]);
            line.Write(message[stop] == '\n' ? "\\n"u8 : "\\r"u8);
            message = message[(stop + 1)..];
        }

        Append(line, message);
    }

    private static void Escape(ArrayBufferWriter<byte> line, ReadOnlySpan<char> value, bool json)
    {
        int stop;
        while ((stop = value.IndexOfAny(NeedsEscape)) >= 0)
        {
            Append(line, value[..stop]);
            Append(line, Escaped(value[stop], json));
            value = value[(stop + 1)..];
        }

        Append(line, value);
    }

    private static string Escaped(char c, bool json) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => json ? $"\\u{(int)c:x4}" : $"\\u{{{(int)c:x}}}",
    };

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Error => "error",
        LogLevel.Warn => "warn",
        LogLevel.Info => "info",
        LogLevel.Debug => "debug",
        _ => "trace",
    };
}
