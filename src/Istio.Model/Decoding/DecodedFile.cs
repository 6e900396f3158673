using Istio.Core.Values;
using Istio.Model.Decoding.Nodes;

namespace Istio.Model.Decoding;

/// <summary>
/// What became of the documents of one file, kept with their texts: of the file's next version only those documents are decoded whose text is another one, so
/// that a change costs the same in a file of one object and in a file of thousands.
/// </summary>
public sealed class DecodedFile
{
    private readonly Piece[] _pieces;

    private DecodedFile(Piece[] pieces)
    {
        // A file of one document is decoded as a whole, so its text need not be kept.
        _pieces = pieces.Length > 1 ? pieces : [];
        Documents = pieces.Length == 1 ? pieces[0].Documents : pieces.SelectMany(static piece => piece.Documents).ToValueList();
    }

    /// <summary>In the order of the text. Documents that did not change are the same instances as in the version before.</summary>
    public ValueList<DecodedDocument> Documents { get; }

    /// <param name="file">Name of the file, for findings only.</param>
    /// <param name="before">The version before, of the same file by the same options; null when there is none.</param>
    public static DecodedFile Decode(string file, string text, DecodeOptions options, DecodedFile? before = null)
    {
        YamlDocumentText[] texts = [.. YamlText.Documents(text)];
        var pieces = new Piece[texts.Length];
        var former = before?._pieces ?? [];
        var most = Math.Min(former.Length, texts.Length);
        var head = 0;
        while (head < most && former[head].TryKeep(texts[head], head + 1, out pieces[head]))
        {
            head++;
        }

        var tail = 0;
        while (tail < most - head && former[^(tail + 1)].TryKeep(texts[^(tail + 1)], texts.Length - tail, out pieces[^(tail + 1)]))
        {
            tail++;
        }

        for (var i = head; i < texts.Length - tail; i++)
        {
            pieces[i] = new(texts[i], i + 1, ConfigDecoder.DecodeDocument(file, i + 1, texts[i], options).ToValueList());
        }

        return new(pieces);
    }

    /// <param name="Text">Of the document; the whole file hangs on it.</param>
    /// <param name="Number">Of the document in the file, from 1.</param>
    /// <param name="Documents">What it describes: none, one, or the items of a list.</param>
    private readonly record struct Piece(YamlDocumentText Text, int Number, ValueList<DecodedDocument> Documents)
    {
        /// <summary>What is left to do for a document of the new version: nothing, or to move what was decoded, when the text is the same.</summary>
        public bool TryKeep(YamlDocumentText text, int number, out Piece kept)
        {
            kept = default;
            var lines = text.FirstLine - Text.FirstLine;
            var isMoved = lines != 0 || number != Number;
            if (text.Problems.Count + Text.Problems.Count > 0 || !text.Span.SequenceEqual(Text.Span) || (isMoved && HasFindings))
            {
                return false;
            }

            kept = new(text, number, isMoved ? Move(lines, number) : Documents);
            return true;
        }

        // Their words may name lines, so they are found anew.
        private bool HasFindings
        {
            get
            {
                foreach (var document in Documents)
                {
                    if (!document.Findings.IsEmpty)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        private ValueList<DecodedDocument> Move(int lines, int number)
        {
            var moved = new DecodedDocument[Documents.Count];
            for (var i = 0; i < moved.Length; i++)
            {
                var location = Documents[i].Location;
                moved[i] = Documents[i] with { Location = location with { Document = number, Line = location.Line + lines } };
            }

            return ValueList.Create(moved);
        }
    }
}
