using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Istio.Security.Certificates;

namespace Istiod.Authority.Roots;

/// <summary>
/// Says that a certificate of the authority ends soon: at the start, after each change and once a day, from 30 days before. When the CA certificate, one above
/// it or the only root ends, every connection of the mesh ends with it.
/// </summary>
internal sealed class EndOfLife : IDisposable
{
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    private readonly LiveMaterial _live;
    private readonly string _remedy;
    private readonly TimeProvider _time;
    private readonly Action<string> _warn;
    private readonly ITimer _timer;

    /// <param name="live">What is watched.</param>
    /// <param name="remedy">What the operator does about it.</param>
    /// <param name="time">The clock of certificates, and of the days between two warnings.</param>
    /// <param name="warn">Takes one line for each certificate.</param>
    public EndOfLife(LiveMaterial live, string remedy, TimeProvider time, Action<string> warn)
    {
        (_live, _remedy, _time, _warn) = (live, remedy, time, warn);
        live.Replaced += Look;
        _timer = time.CreateTimer(_ => Look(_live.Current), state: null, Interval, Interval);
        Look(live.Current);
    }

    public void Dispose()
    {
        _live.Replaced -= Look;
        _timer.Dispose();
    }

    private void Look(SigningMaterial material)
    {
        X509Certificate2[] all = [material.Certificate, .. material.Intermediates, .. material.Roots.Roots];
        foreach (var certificate in all.DistinctBy(one => one.Thumbprint))
        {
            var left = Validity.Of(certificate).NotAfter - _time.GetUtcNow();
            if (left <= Notice)
            {
                _warn(Describe(material, certificate, left));
            }
        }
    }

    private string Describe(SigningMaterial material, X509Certificate2 certificate, TimeSpan left)
    {
        var role = certificate.Equals(material.Certificate) ? "CA certificate"
            : material.Roots.Contains(certificate) ? "root certificate"
            : "intermediate certificate";
        var end = Validity.Of(certificate).NotAfter;
        var when = left <= TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"ended at {end:O}")
            : string.Create(CultureInfo.InvariantCulture, $"ends in {(int)left.TotalDays} days, at {end:O}");
        return $"the {role} '{certificate.Subject}' {when}: {_remedy}";
    }
}
