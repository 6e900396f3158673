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
    private readonly TouchedPaths _touched;
    private readonly FileFollower _follower;
    private bool _isRead;
    private ValueList<Finding> _findings = [];
    private MeshConfig? _taken;

    /// <param name="settings">Name the same file.</param>
    public MeshFileSource(MeshFile file, RegistrySettings settings, TimeProvider time)
    {
        _file = file;
        var path = Path.GetFullPath(settings.MeshConfigFile);
        _touched = new(settings.DebounceAfter, settings.DebounceMax, () => Changed?.Invoke(), time);
        _follower = new([path], failed => new FileWatch(path, Touch, failed), () => Touch(path), time);
    }

    public event Action? Changed;

    public string Name => "mesh configuration file";

    /// <summary>The first <see cref="Take"/> reads the file.</summary>
    public bool HasSynced => true;

    public SourceChanges Take()
    {
        // While other sources have something to tell it may be half written.
        var touched = _touched.Take(out var changedAt);
        if (touched.Count > 0 || !_isRead)
        {
            _file.Read();
            _isRead = true;
        }

        if (!ReferenceEquals(_findings, _file.Findings))
        {
            _ledger.Remove(_findings);
            _findings = _file.Findings;
            _ledger.Add(_findings);
        }

        return new(TakeObject()) { ChangedAt = changedAt, Findings = _ledger.Take() };
    }

    public void Dispose()
    {
        _follower.Dispose();
        _touched.Dispose();
    }

    private void Touch(string path) => _touched.Add(path, isWhole: false);

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
