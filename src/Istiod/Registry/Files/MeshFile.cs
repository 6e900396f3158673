using Istio.Core.Files;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;

namespace Istiod.Registry.Files;

/// <summary>
/// The mesh configuration file. A setting that is wrong stays as it was, and so do all while the file cannot be read, holds no settings, or is empty. Defaults
/// apply while there is no file and nobody named one.
/// </summary>
/// <param name="isNamed">An operator named the file: to read it is a promise, and when it goes away its settings stay in force.</param>
internal sealed class MeshFile(string file, bool isNamed = false)
{
    private string? _text;
    private bool _isKept;
    private volatile MeshConfig _current = MeshConfig.Default;

    /// <summary>Written by the reader of the file, read by any thread.</summary>
    public MeshConfig Current
    {
        get => _current;
        private set => _current = value;
    }

    public ValueList<Finding> Findings { get; private set; } = [];

    /// <summary>The file was there once without an error, or is not there and nobody named it: <see cref="Current"/> is what somebody meant.</summary>
    public bool IsGood { get; private set; }

    /// <returns>True when the settings in force are different now.</returns>
    public bool Read()
    {
        var before = Current;
        try
        {
            Take(RegularFile.ReadText(file, RegularFile.ConfigurationFile));
        }
        catch (FileNotFoundException)
        {
            TakeAbsence();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Keep(FindingCode.UnreadableFile, unreadable is RefusedFileException refused ? refused.Problem : unreadable.Message);
        }

        return !Current.Equals(before);
    }

    private void Take(string text)
    {
        if (text == _text && !_isKept)
        {
            return;
        }

        if (_text is not null && !MeshConfigDecoder.HasDocument(text) && MeshConfigDecoder.HasDocument(_text))
        {
            Keep(FindingCode.EmptiedFile, "has no settings any more; write {} if the defaults are meant");
            return;
        }

        _text = text;
        _isKept = false;
        var (config, findings) = MeshConfigDecoder.Decode(file, text, Current);
        Findings = findings;
        Current = config ?? Current;
        IsGood |= !findings.Any(finding => finding.Severity == Severity.Error);
    }

    private void TakeAbsence()
    {
        if (isNamed)
        {
            if (IsGood)
            {
                Keep(FindingCode.UnreadableFile, "does not exist any more; bring it back");
            }

            return;
        }

        _text = null;
        _isKept = false;
        Current = MeshConfig.Default;
        Findings = [];
        IsGood = true;
    }

    private void Keep(FindingCode code, string problem)
    {
        _isKept = true;
        var message = IsGood ? $"{problem}; the settings read before stay in force" : problem;
        var finding = new Finding(code, Severity.Error, null, new(file, 0, 1, 1), "", message);
        if (Findings is not [var before] || before != finding)
        {
            Findings = [finding];
        }
    }
}
