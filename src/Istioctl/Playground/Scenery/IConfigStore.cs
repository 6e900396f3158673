namespace Istioctl.Playground.Scenery;

/// <summary>Texts of the configuration, in files by name, and what istiod gets to see of them.</summary>
internal interface IConfigStore
{
    /// <summary>The text that was saved last.</summary>
    string Read(string file);

    /// <summary>Replaces the text. Returns when istiod can see it.</summary>
    /// <exception cref="CannotStart">An API server does not take what the text says.</exception>
    Task SaveAsync(string file, string text, CancellationToken cancellation);
}
