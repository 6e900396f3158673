namespace Ztunnel.State;

/// <summary>
/// Holds the current <see cref="MeshState"/>. Writers (the xDS client, the local file) build the next one aside and swap it in; readers
/// take no lock. Listeners are told after each swap, on the writer's thread, with the state before and after.
/// </summary>
internal sealed class MeshStore
{
    private readonly Lock _writing = new();
    private volatile MeshState _current = MeshState.Empty;

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
            Changed?.Invoke(before, after);
        }
    }
}
