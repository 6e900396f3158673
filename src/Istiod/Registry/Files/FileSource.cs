using System.Collections.Concurrent;
using Istio.Model.Decoding;
using Istio.Model.Files;
using Istio.Model.Findings;
using Istio.Model.Objects;
using Istio.Model.Sources;
using Istiod.Settings;

namespace Istiod.Registry.Files;

/// <summary>The configuration folder as a source: it reads what was touched, and keeps the last good version of what broke.</summary>
internal sealed class FileSource : IObjectSource, IDisposable
{
    private readonly ConcurrentDictionary<string, byte> _touched = new(StringComparer.Ordinal);
    private readonly FindingLedger _ledger = new();
    private readonly ConfigurationFiles _files;
    private readonly ConfigFolder _folder;
    private readonly ConfigWatch _watch;
    private bool _isWhole;

    /// <param name="kinds">The kinds that documents may have.</param>
    /// <exception cref="SettingsException">The folder is not there.</exception>
    public FileSource(string folder, KindCatalog kinds, TimeProvider time)
    {
        var root = Path.GetFullPath(folder);
        _files = new(DecodeOptions.Files with { Kinds = kinds }, _ledger);
        _folder = new(root, ConfigLimits.Default, time);
        _watch = new(root, Touch, () => _folder.HasLinks, time);
    }

    public event Action? Changed;

    public string Name => "files";

    /// <summary>The first <see cref="Take"/> reads everything.</summary>
    public bool HasSynced => true;

    public SourceChanges Take()
    {
        try
        {
            // Taken before it is read: a change during the reading touches it again.
            var touched = TakeTouched();
            var files = _isWhole ? _folder.Read(touched) : _folder.ReadAll();
            var changes = _files.Apply([.. files]);
            _isWhole = true;
            return new(changes) { Findings = _ledger.Take(), Written = _files.Objects };
        }
        catch
        {
            _folder.ForgetStamps();
            _isWhole = false;
            throw;
        }
    }

    public void Dispose() => _watch.Dispose();

    private void Touch(string path)
    {
        _touched[path] = 0;
        Changed?.Invoke();
    }

    private List<string> TakeTouched()
    {
        var paths = new List<string>();
        foreach (var path in _touched.Keys)
        {
            _touched.TryRemove(path, out _);
            paths.Add(path);
        }

        return paths;
    }
}
