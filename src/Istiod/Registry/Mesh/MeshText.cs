using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;

namespace Istiod.Registry.Mesh;

/// <summary>
/// A text with mesh settings, over others that it may leave as they are. A setting that is wrong stays as it was, and so do all while the text cannot be read,
/// holds no settings, or is empty.
/// </summary>
/// <param name="origin">Where the text is, for findings.</param>
/// <param name="isPromised">Somebody said that there is one: it is waited for.</param>
/// <param name="keepsWhatWas">Its settings stay in force when it goes away; otherwise those beneath it are.</param>
internal sealed class MeshText(string origin, bool isPromised, bool keepsWhatWas)
{
    private string? _text;
    private MeshConfig _beneath = MeshConfig.Default;
    private bool _isKept;
    private volatile MeshConfig _current = MeshConfig.Default;

    /// <summary>Written by the reader of the text, read by any thread.</summary>
    public MeshConfig Current
    {
        get => _current;
        private set => _current = value;
    }

    public ValueList<Finding> Findings { get; private set; } = [];

    /// <summary>The text was there once without an error, or is not there and nobody promised it: <see cref="Current"/> is what somebody meant.</summary>
    public bool IsGood { get; private set; }

    /// <summary>There is a text, or was one whose settings stay in force.</summary>
    public bool IsThere => _text is not null || _isKept;

    /// <param name="beneath">The settings that the text leaves as they are.</param>
    public void Take(string text, MeshConfig beneath)
    {
        if (text == _text && !_isKept && beneath.Equals(_beneath))
        {
            return;
        }

        if (_text is not null && !MeshConfigDecoder.HasDocument(text) && MeshConfigDecoder.HasDocument(_text))
        {
            Keep(FindingCode.EmptiedFile, "has no settings any more; write {} if the defaults are meant");
            return;
        }

        _text = text;
        _beneath = beneath;
        _isKept = false;
        var (config, findings) = MeshConfigDecoder.Decode(origin, text, Current, beneath);
        Findings = findings;
        Current = config ?? Current;
        IsGood |= !findings.Any(finding => finding.Severity == Severity.Error);
    }

    /// <inheritdoc cref="Take"/>
    public void TakeAbsence(MeshConfig beneath)
    {
        if (isPromised && !IsGood)
        {
            return;
        }

        if (keepsWhatWas && _text is not null)
        {
            Keep(FindingCode.UnreadableFile, "does not exist any more; bring it back");
            return;
        }

        _text = null;
        _beneath = beneath;
        _isKept = false;
        Current = beneath;
        Findings = [];
        IsGood = true;
    }

    public void Keep(FindingCode code, string problem)
    {
        _isKept = true;
        var message = IsGood ? $"{problem}; the settings read before stay in force" : problem;
        var finding = new Finding(code, Severity.Error, null, new(origin, 0, 1, 1), "", message);
        if (Findings is not [var before] || before != finding)
        {
            Findings = [finding];
        }
    }
}
