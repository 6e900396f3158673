namespace Istioctl.Playground.Scenery;

/// <summary>A change to a file of the configuration; disposing puts the old text back.</summary>
internal sealed class ConfigEdit(IConfigStore store, string file, string before) : IAsyncDisposable
{
    private bool _isUndone;

    public async ValueTask DisposeAsync()
    {
        if (_isUndone)
        {
            return;
        }

        _isUndone = true;
        await store.SaveAsync(file, before, CancellationToken.None);
    }
}
