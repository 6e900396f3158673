namespace Istio.Core.Logging;

/// <summary>How a line is laid out.</summary>
public enum LogFormat
{
    /// <summary>istiod's: time, level, scope (left out for the default scope), message, tab separated.</summary>
    Istio,

    /// <summary><c>--log_as_json</c>: keys level, time, scope, msg, then the fields.</summary>
    IstioJson,

    /// <summary>ztunnel's: time, level, scope, message, fields, tab separated; the last tab is there without fields too.</summary>
    Ztunnel,

    /// <summary><c>LOG_FORMAT=json</c>: keys level, time, scope, message, then the fields.</summary>
    ZtunnelJson,
}
