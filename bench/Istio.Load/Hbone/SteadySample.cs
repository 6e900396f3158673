namespace Istio.Load.Hbone;

/// <summary>The highest resident memory of a fresh pair under a steady load of connections with one request each.</summary>
/// <param name="Requests">How many were answered.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="PeakClient">Bytes of the first proxy.</param>
/// <param name="PeakServer">Bytes of the second proxy.</param>
internal sealed record SteadySample(int Requests, double Seconds, long PeakClient, long PeakServer);
