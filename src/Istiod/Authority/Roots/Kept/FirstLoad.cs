using Istio.Core.Time;

namespace Istiod.Authority.Roots.Kept;

/// <summary>
/// Loads the self-signed CA at the start. While its place does not answer istiod waits, as Istio does: a CA made in the meantime would be another one than that
/// of the mesh.
/// </summary>
internal static class FirstLoad
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <exception cref="AuthorityException">What is kept is no CA, or the place did not answer for 20 minutes.</exception>
    public static async Task<SigningMaterial> LoadAsync(SelfSignedAuthority authority, TimeProvider time, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = Next(pause))
        {
            try
            {
                return await authority.LoadOrCreateAsync(cancellation);
            }
            catch (SecretUnavailableException unavailable) when (time.GetElapsedTime(began) + pause < Limit)
            {
                Logs.Authority.Warn($"istiod waits for its CA, trying again in {GoDuration.Format(pause)}: {unavailable.Message}");
            }
            catch (SecretUnavailableException unavailable)
            {
                throw new AuthorityException($"the CA cannot be had for {GoDuration.Format(Limit)}, istiod does not start: {unavailable.Message}", unavailable);
            }

            // Replicas that start together do not ask together.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time, cancellation);
        }
    }

    private static TimeSpan Next(TimeSpan pause) => pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
}
