using Istio.Core.Values;

namespace Istio.Kubernetes.Readers;

/// <summary>Lists of text, mostly addresses.</summary>
internal static class TextListReader
{
    /// <summary>The field's list; null when it is absent.</summary>
    public static ValueList<string>? Read(ref ObjectCursor cursor)
    {
        if (!cursor.OpenList())
        {
            return null;
        }

        var texts = default(ListBuilder<string>);
        while (cursor.NextText())
        {
            texts.Add(cursor.OwnText());
        }

        return texts.ToValueList();
    }
}
