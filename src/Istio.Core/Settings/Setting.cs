namespace Istio.Core.Settings;

/// <summary>One thing that an operator can tell a program: what help texts and pages say of it.</summary>
/// <param name="name">As the operator writes it, without dashes.</param>
/// <param name="help">What it does, with its unit and range, as a phrase for one cell of a table.</param>
public abstract class Setting(string name, string help)
{
    public string Name => name;

    public string Help => help;

    /// <summary>What holds when nobody says anything; empty for nothing.</summary>
    public abstract string DefaultText { get; }

    /// <summary>Every way to write it, for example <c>--clusterID</c> and <c>CLUSTER_ID</c>.</summary>
    public abstract IReadOnlyList<string> Labels { get; }

    /// <summary>The environment variables that it comes from; none for a flag without one, and for a prefix.</summary>
    public virtual IReadOnlyList<string> VariableNames => [];
}
