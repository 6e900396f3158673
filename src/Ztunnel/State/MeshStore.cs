namespace Ztunnel.State;

/// <summary>
/// Holds the current <see cref="MeshState"/>. Writers (the xDS client, the local file) build the next one aside and swap it in; readers
/// take no lock. Subscribers are called after each swap, on the writer's thread, with the state before and after.
/// </summary>
/// <param name="node">Our own node, whose workloads are kept apart.</param>
internal sealed class MeshStore(string node = "")
{
    private readonly Lock _writing = new();
    private volatile MeshState _current = new() { Node = node };

    public event Action<MeshState, MeshState>? Changed;

    public MeshState Current => _current;

    public void Apply(Action<MeshStateBuilder> change)
    {
        lock (_writing)
        {
            var before = _current;
            var builder = new MeshStateBuilder(before);
            change(builder);
            var after = builder.Build();
            _current = after;
            foreach (var listener in Delegate.EnumerateInvocationList(Changed))
            {
                Notify(listener, before, after);
            }
        }
    }

    /// <summary>The change is in force: a listener that fails makes it no failure of the writer, and keeps no other listener from it.</summary>
    private static void Notify(Action<MeshState, MeshState> listener, MeshState before, MeshState after)
    {
        try
        {
            listener(before, after);
        }
        catch (Exception failure)
        {
            Logs.State.Error($"a change of the mesh is in force, but a subscriber failed: {failure}");
        }
    }
}
