using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Istio.Core.Text;

/// <summary>
/// UTF-8 without forgiveness: a byte that stands for nothing is not replaced, for then two names that differ in such bytes would be one and the same
/// (RFC 3629).
/// </summary>
public static class StrictUtf8
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text, without a byte order mark at its start.</summary>
    /// <param name="problem">What follows the name of the text in a message, with place and what to do.</param>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? problem)
    {
        if (bytes.StartsWith(ByteOrderMark))
        {
            bytes = bytes[ByteOrderMark.Length..];
        }

        if (Utf8.IsValid(bytes))
        {
            (text, problem) = (Encoding.UTF8.GetString(bytes), null);
            return true;
        }

        (text, problem) = (null, Problem(bytes));
        return false;
    }

    private static string Problem(ReadOnlySpan<byte> bytes)
    {
        var at = FirstInvalid(bytes);
        var line = bytes[..at].Count((byte)'\n') + 1;
        return $"is no UTF-8: line {line} has the byte 0x{bytes[at]:X2}; save it as UTF-8";
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
