using Istio.Core.Values;
using Istio.Model.Findings;
using Istio.Model.Kinds.Mesh;
using Istio.Model.Objects;
using Istio.Model.Sources;
using Istiod.Registry.Cluster;
using Istiod.Watching;

namespace Istiod.Registry.Mesh;

/// <summary>
/// The mesh configuration as a source of one object: the file where there is one, else the ConfigMap of the cluster; either over the shared ConfigMap.
/// </summary>
internal sealed class MeshConfigSource : IObjectSource, IDisposable
{
    private readonly MeshFile _file;
    private readonly MeshConfigMaps? _maps;
    private readonly FindingLedger _ledger = new();
    private readonly TouchedPaths _touched;
    private readonly FileFollower _follower;
    private bool _isRead;
    private ValueList<Finding> _findings = [];
    private MeshConfig? _taken;

    /// <param name="maps">Null without a cluster; not disposed here.</param>
    public MeshConfigSource(RegistrySettings settings, MeshConfigMaps? maps, TimeProvider time)
    {
        _file = new(settings.MeshConfigFile, settings.NamesMeshConfig);
        _maps = maps;
        var path = Path.GetFullPath(settings.MeshConfigFile);
        _touched = new(settings.DebounceAfter, settings.DebounceMax, () => Changed?.Invoke(), time);
        _follower = new([path], failed => new FileWatch(path, Touch, failed), () => Touch(path), time);
        if (maps is not null)
        {
            maps.Changed += Tell;
        }
    }

    public event Action? Changed;

    public string Name => "mesh configuration";

    /// <summary>The first <see cref="Take"/> reads the file.</summary>
    public bool HasSynced => _maps is null || _maps.HasSynced;

    /// <summary>As of the last reading. Any thread.</summary>
    public MeshConfig Current => Speaker.Config;

    public ValueList<Finding> Findings => Speaker.Findings;

    /// <summary>What is in force is what somebody meant: nothing that was promised is missing or has been wrong from the beginning.</summary>
    public bool IsGood => HasSynced && Speaker.IsGood && (_maps is null || _maps.Shared.IsGood);

    private (MeshConfig Config, ValueList<Finding> Findings, bool IsGood) Speaker =>
        _maps is null || _file.Speaks ? (_file.Current, Both(_file.Findings), _file.IsGood) : (_maps.Primary.Current, Both(_maps.Primary.Findings), _maps.Primary.IsGood);

    /// <summary>Reads all layers. By one thread at a time.</summary>
    public void Read()
    {
        _touched.Take(out _);
        _maps?.TakeChanged();
        ReadLayers();
    }

    public SourceChanges Take()
    {
        // While other sources have something to tell it may be half written.
        var touched = _touched.Take(out var changedAt);
        var isChanged = _maps?.TakeChanged() ?? false;
        if (touched.Count > 0 || !_isRead || isChanged)
        {
            ReadLayers();
        }

        var findings = Findings;
        if (!findings.Equals(_findings))
        {
            _ledger.Remove(_findings);
            _findings = findings;
            _ledger.Add(_findings);
        }

        return new(TakeObject()) { ChangedAt = changedAt, Findings = _ledger.Take() };
    }

    public void Dispose()
    {
        if (_maps is not null)
        {
            _maps.Changed -= Tell;
        }

        _follower.Dispose();
        _touched.Dispose();
    }

    private void ReadLayers()
    {
        var beneath = _maps?.ReadShared() ?? MeshConfig.Default;
        _file.Read(beneath);
        _maps?.ReadPrimary(beneath);
        _isRead = true;
    }

    private ValueList<Finding> Both(ValueList<Finding> speaker) => _maps is null || _maps.Shared.Findings.IsEmpty ? speaker : [.. speaker, .. _maps.Shared.Findings];

    private void Touch(string path) => _touched.Add(path, isWhole: false);

    private void Tell() => Changed?.Invoke();

    private ValueList<ObjectChange> TakeObject()
    {
        var config = Current;
        if (config.Equals(_taken))
        {
            return [];
        }

        _taken = config;
        return [new(config.Key, config)];
    }
}
