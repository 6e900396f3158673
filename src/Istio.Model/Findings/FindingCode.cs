namespace Istio.Model.Findings;

/// <summary>What is wrong, for programs; the message says it for people.</summary>
public enum FindingCode
{
    /// <summary>The text is no YAML, or YAML that stands for no object.</summary>
    Syntax,

    /// <summary>A file or folder that is there and cannot be read.</summary>
    UnreadableFile,

    /// <summary>A file that described objects and holds none any more.</summary>
    EmptiedFile,
    UnknownField,
    DuplicateField,
    MissingField,
    WrongType,
    InvalidValue,

    /// <summary>Fields that are fine one by one but not together.</summary>
    Conflict,
    UnsupportedKind,
    UnsupportedVersion,

    /// <summary>A field that Istio has and that nothing here uses yet.</summary>
    UnusedField,

    /// <summary>Two documents describe the same object.</summary>
    DuplicateObject,

    /// <summary>The object names another that is not there, or that it cannot use.</summary>
    UnresolvedReference,

    /// <summary>The object is fine but part of it cannot be enforced where it applies.</summary>
    NotEnforced,
}
