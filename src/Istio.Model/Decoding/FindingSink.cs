using Istio.Model.Decoding.Nodes;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Decoding;

/// <summary>Collects the findings of one document. Which object they belong to is learnt on the way.</summary>
/// <param name="file">Null for an object that came from no file: its findings have no place.</param>
/// <param name="document">Of the file, from 1.</param>
internal sealed class FindingSink(string? file = null, int document = 0)
{
    private readonly List<(FindingCode Code, Severity Severity, Mark Mark, string Path, string Message)> _found = [];

    public ObjectKey? Identity { get; set; }

    public bool HasError => Errors > 0;

    /// <summary>Errors found so far.</summary>
    public int Errors { get; private set; }

    public void Error(FindingCode code, Mark mark, string path, string message)
    {
        Errors++;
        _found.Add((code, Severity.Error, mark, path, message));
    }

    public void Warning(FindingCode code, Mark mark, string path, string message) => _found.Add((code, Severity.Warning, mark, path, message));

    public void Note(FindingCode code, Mark mark, string path, string message) => _found.Add((code, Severity.Note, mark, path, message));

    /// <summary>All findings in the order of the text.</summary>
    public IEnumerable<Finding> Findings() => _found.Count == 0 ? [] : _found
        .OrderBy(found => found.Mark.Line)
        .ThenBy(found => found.Mark.Column)
        .Select(found => new Finding(found.Code, found.Severity, Identity, Location(found.Mark), found.Path, found.Message));

    /// <summary>Null when the document is of no file.</summary>
    public SourceLocation? Location(Mark mark) => file is null ? null : new(file, document, mark.Line, mark.Column);
}
