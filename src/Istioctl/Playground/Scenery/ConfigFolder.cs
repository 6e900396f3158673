using Istio.Core.Files;

namespace Istioctl.Playground.Scenery;

/// <summary>The folder that istiod watches, edited the way an editor does it: a new file, renamed over the old one.</summary>
internal sealed class ConfigFolder(string path)
{
    private const string Separator = "\n---\n";

    public string PathOf(string file) => Path.Combine(path, file);

    public string Read(string file) => RegularFile.ReadText(PathOf(file));

    /// <summary>Returns when the file is in place; the kernel notifies istiod.</summary>
    public void Save(string file, string text)
    {
        // A leading dot: no reader takes the half-written file for configuration.
        var temporary = PathOf($".{file}.saving");
        File.WriteAllText(temporary, text);
        File.Move(temporary, PathOf(file), overwrite: true);
    }

    /// <summary>Changes one document of a file and leaves the others as they are; dispose to put the old text back.</summary>
    /// <param name="objectName">The document's <c>metadata.name</c>.</param>
    /// <exception cref="InvalidDataException">The file has no such document, or the change changes nothing.</exception>
    public ConfigEdit Edit(string file, string objectName, Func<string, string> change)
    {
        var before = Read(file);
        var after = Change(file, before, objectName, change);
        Save(file, after);
        return new ConfigEdit(this, file, before);
    }

    /// <summary>The text that <see cref="Edit"/> would save.</summary>
    public static string Change(string file, string text, string objectName, Func<string, string> change)
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
