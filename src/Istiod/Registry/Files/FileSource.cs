using Istio.Core.Settings;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Sources;

namespace Istiod.Registry.Files;

/// <summary>The configuration folder as a source: it reads what was touched, and keeps the last good version of what broke.</summary>
internal sealed class FileSource : IObjectSource, IDisposable
{
    private readonly TouchedPaths _touched;
    private readonly FindingLedger _ledger = new();
    private readonly ConfigurationFiles _files;
    private readonly ConfigFolder _folder;
    private readonly ConfigWatch _watch;
    private bool _isWhole;

    /// <param name="kinds">The kinds that documents may have.</param>
    /// <exception cref="SettingsException">The folder is not there.</exception>
    public FileSource(RegistrySettings settings, KindCatalog kinds, TimeProvider time)
    {
        var root = Path.GetFullPath(settings.ConfigDirectory);
        _touched = new(settings.DebounceAfter, settings.DebounceMax, () => Changed?.Invoke(), time);
        _files = new(DecodeOptions.Files with { Kinds = kinds }, _ledger);
        _folder = new(root, ConfigLimits.Default, time);
        _watch = new(root, _touched.Add, path => _folder.Knows(path) && !_touched.Has(path), () => _folder.HasLinks, time);
    }

    public event Action? Changed;

    public string Name => "files";

    /// <summary>The first <see cref="Take"/> reads everything.</summary>
    public bool HasSynced => true;

    public SourceChanges Take()
    {
        try
        {
            var touched = _touched.Take(out var changedAt);
            var files = _isWhole ? _folder.Read(touched) : _folder.ReadAll();
            var changes = _files.Apply([.. files]);
            _isWhole = true;
            return new(changes) { ChangedAt = changedAt, Findings = _ledger.Take(), Written = _files.Objects };
        }
        catch
        {
            _folder.ForgetStamps();
            _isWhole = false;
            throw;
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _touched.Dispose();
    }
}
