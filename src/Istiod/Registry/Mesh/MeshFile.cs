using Istio.Core.Files;
using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;

namespace Istiod.Registry.Mesh;

/// <summary>The mesh configuration file. The defaults, or what is beneath it, apply while there is no file and nobody named one.</summary>
/// <param name="isNamed">An operator named the file: to read it is a promise, and when it goes away its settings stay in force.</param>
internal sealed class MeshFile(string file, bool isNamed = false)
{
    private readonly MeshText _text = new(file, isPromised: isNamed, keepsWhatWas: isNamed);

    /// <inheritdoc cref="MeshText.Current"/>
    public MeshConfig Current => _text.Current;

    public ValueList<Finding> Findings => _text.Findings;

    /// <inheritdoc cref="MeshText.IsGood"/>
    public bool IsGood => _text.IsGood;

    /// <summary>It speaks: it is there, or an operator named it, or it could not be read.</summary>
    public bool Speaks => isNamed || _text.IsThere;

    /// <param name="beneath">The settings that the file leaves as they are; null for the defaults.</param>
    /// <returns>True when the settings in force are different now.</returns>
    public bool Read(MeshConfig? beneath = null)
    {
        var before = Current;
        beneath ??= MeshConfig.Default;
        try
        {
            _text.Take(RegularFile.ReadText(file, RegularFile.ConfigurationFile), beneath);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            _text.TakeAbsence(beneath);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            _text.Keep(FindingCode.UnreadableFile, unreadable is RefusedFileException refused ? refused.Problem : unreadable.Message);
        }

        return !Current.Equals(before);
    }
}
