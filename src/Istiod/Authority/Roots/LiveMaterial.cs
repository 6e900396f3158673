
namespace Istiod.Authority.Roots;

/// <summary>The signing material in force now, and the trust bundle that follows from it.</summary>
internal sealed class LiveMaterial
{
    private readonly MeshTrust _trust;
    private volatile SigningMaterial _current;

    public LiveMaterial(SigningMaterial initial, MeshTrust trust)
    {
        _current = initial;
        _trust = trust;
        trust.SetAuthorityRoots(initial.Roots);
    }

    public SigningMaterial Current => _current;

    /// <summary>Raised after the replacement is in force and its roots are trusted, on the replacing thread.</summary>
    public event Action<SigningMaterial>? Replaced;

    public void Replace(SigningMaterial material)
    {
        // Trust first: a certificate signed by the new material must never reach a peer before its root does, as far as that is in our hands.
        _trust.SetAuthorityRoots(_current.Roots.With(material.Roots));
        _current = material;
        _trust.SetAuthorityRoots(material.Roots);
        foreach (var follower in Delegate.EnumerateInvocationList(Replaced))
        {
            Tell(follower, material);
        }
    }

    /// <summary>One that fails keeps what it had, and keeps none of the others from the new material.</summary>
    private static void Tell(Action<SigningMaterial> follower, SigningMaterial material)
    {
        try
        {
            follower(material);
        }
        catch (Exception failure)
        {
            Logs.Authority.Error($"the CA was replaced, and {follower.Method.DeclaringType?.Name} goes on with the former one until the next replacement: {failure}");
        }
    }
}
