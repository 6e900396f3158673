namespace Istioctl.Playground.Scenery;

/// <summary>Where the playground writes: logs, tokens, istiod's own state and, when the scene is copied, its files.</summary>
internal sealed class WorkFolder
{
    private WorkFolder(string path, bool isTemporary)
    {
        Root = path;
        IsTemporary = isTemporary;
    }

    public string Root { get; }

    /// <summary>Made for this run only: removed when all went well.</summary>
    public bool IsTemporary { get; }

    public string Logs => Path.Combine(Root, "logs");

    /// <summary>A program was started and has had its say.</summary>
    public bool HasLogs => Directory.EnumerateFiles(Logs).Any();

    public string Tokens => Path.Combine(Root, "tokens");

    /// <summary>istiod's working folder; it keeps the mesh's root certificate there.</summary>
    public string Istiod => Path.Combine(Root, "istiod");

    /// <summary>The four files of istiod's plugged-in CA.</summary>
    public string Authority => Path.Combine(Istiod, "etc", "cacerts");

    /// <summary>Keys, data and logs of an API server that is started for this run.</summary>
    public string ApiServer => Path.Combine(Root, "kubernetes");

    /// <summary>The copied scene.</summary>
    public string Scene => Path.Combine(Root, "scene");

    public string Token(string pod) => Path.Combine(Tokens, $"{pod}.jwt");

    public string Log(string program) => Path.Combine(Logs, $"{program}.log");

    /// <param name="named">Null makes a temporary one.</param>
    /// <exception cref="CannotStart">The folder cannot be made or written.</exception>
    public static WorkFolder Create(string? named)
    {
        var path = Path.GetFullPath(named ?? Path.Combine(Path.GetTempPath(), $"istio-playground-{Environment.ProcessId}"));
        var folder = new WorkFolder(path, named is null);
        try
        {
            foreach (var part in new[] { folder.Logs, folder.Tokens, folder.Istiod })
            {
                Directory.CreateDirectory(part, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            // A folder that exists already may still refuse files.
            var probe = Path.Combine(path, ".probe");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CannotStart($"The folder {path} cannot be written: {refused.Message.TrimEnd('.')}.", "Name another one with --dir DIR.");
        }

        return folder;
    }

    public void Remove()
    {
        if (IsTemporary && Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
