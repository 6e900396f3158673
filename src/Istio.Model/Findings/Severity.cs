namespace Istio.Model.Findings;

public enum Severity
{
    /// <summary>Worth knowing; nothing is wrong.</summary>
    Note,

    /// <summary>The object is used, though probably not as meant.</summary>
    Warning,

    /// <summary>The object is not used as written; its last good version stays in force.</summary>
    Error,
}
