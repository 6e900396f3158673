namespace Istioctl.Playground.Scenery;

/// <summary>A change to a file of the configuration; disposing puts the old text back.</summary>
internal sealed class ConfigEdit(ConfigFolder folder, string file, string before) : IDisposable
{
    private bool _isUndone;

    public void Dispose()
    {
        if (_isUndone)
        {
            return;
        }

        _isUndone = true;
        folder.Save(file, before);
    }
}
