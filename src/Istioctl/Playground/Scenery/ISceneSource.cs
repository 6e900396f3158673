namespace Istioctl.Playground.Scenery;

/// <summary>Where istiod reads the scene. Disposing ends what was started for it.</summary>
internal interface ISceneSource : IAsyncDisposable
{
    /// <summary>The objects, by the names of their files.</summary>
    IConfigStore Objects { get; }

    IConfigStore MeshConfig { get; }

    /// <summary>Arguments that lead istiod here.</summary>
    IReadOnlyList<string> IstiodArguments { get; }

    /// <summary>Variables by which istiod knows whom to believe.</summary>
    IReadOnlyDictionary<string, string> IstiodEnvironment { get; }

    /// <summary>How a user edits a policy, as a clause, for example <c>Edit FILE, save</c>.</summary>
    string EditHint { get; }

    /// <summary>What is wrong here now, as a sentence; null when all is well.</summary>
    string? Trouble { get; }

    /// <summary>A token, for istiod's audience, that says which pod its bearer is.</summary>
    /// <exception cref="CannotStart">An API server gives none.</exception>
    Task<string> IssueTokenAsync(SceneWorkload pod, CancellationToken cancellation);
}
