namespace Istioctl.Playground.Scenery;

/// <summary>istiod reads the files themselves.</summary>
internal sealed class FileSource(SampleFiles files, NodeTokens tokens) : ISceneSource
{
    public IConfigStore Objects { get; } = new ConfigFolder(files.Config);

    public IConfigStore MeshConfig { get; } = new ConfigFolder(files.Folder);

    public IReadOnlyList<string> IstiodArguments => ["--registries=", "--configDir", files.Config, "--meshConfig", files.MeshConfig];

    public IReadOnlyDictionary<string, string> IstiodEnvironment { get; } = new Dictionary<string, string> { ["JWT_RULE"] = tokens.JwtRule };

    public string EditHint => $"Edit {Path.Combine(files.Config, PolicyEdits.File)}, save";

    public string? Trouble => null;

    public Task<string> IssueTokenAsync(SceneWorkload pod, CancellationToken cancellation) => Task.FromResult(tokens.Issue(pod));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
