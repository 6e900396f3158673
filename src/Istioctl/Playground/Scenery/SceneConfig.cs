namespace Istioctl.Playground.Scenery;

/// <summary>The objects of the scene, edited as texts.</summary>
internal sealed class SceneConfig(IConfigStore store)
{
    private const string Separator = "\n---\n";

    public string Read(string file) => store.Read(file);

    /// <summary>Changes one document of a file and leaves the others as they are; dispose to put the old text back.</summary>
    /// <param name="objectName">The document's <c>metadata.name</c>.</param>
    /// <exception cref="InvalidDataException">The file has no such document, or the change changes nothing.</exception>
    public async Task<ConfigEdit> EditAsync(string file, string objectName, Func<string, string> change, CancellationToken cancellation)
    {
        var before = Read(file);
        var edit = new ConfigEdit(store, file, before);
        await store.SaveAsync(file, Change(file, before, objectName, change), cancellation);
        return edit;
    }

    private static string Change(string file, string text, string objectName, Func<string, string> change)
    {
        var documents = text.Split(Separator);
        var index = Array.FindIndex(documents, document => document.Contains($"\n  name: {objectName}\n", StringComparison.Ordinal));
        if (index < 0)
        {
            throw new InvalidDataException($"{file} has no object named {objectName}.");
        }

        var changed = change(documents[index]);
        if (changed == documents[index])
        {
            throw new InvalidDataException($"{objectName} in {file} does not have the text that should change.");
        }

        documents[index] = changed;
        return string.Join(Separator, documents);
    }
}
