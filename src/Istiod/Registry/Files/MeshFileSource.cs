using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Model.Sources;
using Istiod.Watching;

namespace Istiod.Registry.Files;

/// <summary>The file of the mesh configuration as a source of one object.</summary>
internal sealed class MeshFileSource : IObjectSource, IDisposable
{
    private readonly MeshFile _file;
    private readonly FindingLedger _ledger = new();
    private readonly FileFollower _follower;
    private ValueList<Finding> _findings = [];
    private MeshConfig? _taken;

    /// <param name="path">Of the same file.</param>
    public MeshFileSource(MeshFile file, string path, TimeProvider time)
    {
        _file = file;
        var absolute = Path.GetFullPath(path);
        _follower = new([absolute], failed => new FileWatch(absolute, _ => Changed?.Invoke(), failed), () => Changed?.Invoke(), time);
    }

    public event Action? Changed;

    public string Name => "mesh configuration file";

    /// <summary>Each <see cref="Take"/> reads the file.</summary>
    public bool HasSynced => true;

    public SourceChanges Take()
    {
        _file.Read();
        if (!ReferenceEquals(_findings, _file.Findings))
        {
            _ledger.Remove(_findings);
            _findings = _file.Findings;
            _ledger.Add(_findings);
        }

        return new(TakeObject()) { Findings = _ledger.Take() };
    }

    public void Dispose() => _follower.Dispose();

    private ValueList<ObjectChange> TakeObject()
    {
        var config = _file.Current;
        if (config.Equals(_taken))
        {
            return [];
        }

        _taken = config;
        return [new(config.Key, config)];
    }
}
