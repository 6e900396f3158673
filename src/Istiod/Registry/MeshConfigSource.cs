using Istio.Core.Logging;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Kinds;

namespace Istiod.Registry;

/// <summary>The mesh configuration file: defaults while there is none, the last good one while it is broken.</summary>
internal sealed class MeshConfigSource(string file)
{
    private static readonly LogScope Log = LogScope.Get("default", "Unscoped logging messages.");

    private string? _text;
    private volatile MeshConfig _current = MeshConfig.Default;

    /// <summary>Written by the configuration loop, read by any thread.</summary>
    public MeshConfig Current
    {
        get => _current;
        private set => _current = value;
    }

    public ValueList<Finding> Findings { get; private set; } = [];

    /// <returns>True when the settings in force are different now.</returns>
    public bool Read()
    {
        var before = Current;
        try
        {
            Take(File.ReadAllText(file));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            _text = null;
            Current = MeshConfig.Default;
            Findings = [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Log.Error($"cannot read {file}: {unreadable.Message}; the settings read before stay in force");
        }

        return !Current.Equals(before);
    }

    private void Take(string text)
    {
        if (text == _text)
        {
            return;
        }

        _text = text;
        var (config, findings) = MeshConfigDecoder.Decode(file, text);
        Findings = findings;
        Current = config ?? Current;
    }
}
