using Istio.Core.Values;

namespace Istio.Model.Findings;

/// <summary>What is wrong, for programs; the message says it for people. Each code is declared once, here.</summary>
/// <param name="Name">In pages and metrics.</param>
/// <param name="Message">Istio's own message for it; null where its analysis has none.</param>
public sealed record FindingCode(string Name, IstioMessage? Message = null)
{
    /// <summary>The text is no YAML, or YAML that stands for no object.</summary>
    public static FindingCode Syntax { get; } = new(nameof(Syntax));

    /// <summary>A file or folder that is there and cannot be read.</summary>
    public static FindingCode UnreadableFile { get; } = new(nameof(UnreadableFile));

    /// <summary>A file that described objects and holds none any more.</summary>
    public static FindingCode EmptiedFile { get; } = new(nameof(EmptiedFile));

    public static FindingCode UnknownField { get; } = new(nameof(UnknownField));

    public static FindingCode DuplicateField { get; } = new(nameof(DuplicateField));

    public static FindingCode WrongType { get; } = new(nameof(WrongType));

    public static FindingCode MissingField { get; } = new(nameof(MissingField), IstioMessage.SchemaValidationError);

    public static FindingCode InvalidValue { get; } = new(nameof(InvalidValue), IstioMessage.SchemaValidationError);

    /// <summary>Fields that are fine one by one but not together.</summary>
    public static FindingCode Conflict { get; } = new(nameof(Conflict), IstioMessage.SchemaValidationError);

    /// <summary>A value that is well written and does nothing where it stands.</summary>
    public static FindingCode NoEffect { get; } = new(nameof(NoEffect), IstioMessage.SchemaWarning);

    public static FindingCode UnsupportedKind { get; } = new(nameof(UnsupportedKind));

    public static FindingCode UnsupportedVersion { get; } = new(nameof(UnsupportedVersion));

    /// <summary>A field that Istio has and that nothing here uses yet, or not for all that Istio does.</summary>
    public static FindingCode UnusedField { get; } = new(nameof(UnusedField));

    /// <summary>Two documents describe the same object.</summary>
    public static FindingCode DuplicateObject { get; } = new(nameof(DuplicateObject));

    /// <summary>A name or an address that the object has and that another object holds.</summary>
    public static FindingCode HeldByAnother { get; } = new(nameof(HeldByAnother));

    /// <summary>The object names another that is not there, or that it cannot use.</summary>
    public static FindingCode UnresolvedReference { get; } = new(nameof(UnresolvedReference), IstioMessage.ReferencedResourceNotFound);

    /// <summary>The policy is fine but part of it cannot be enforced where it applies.</summary>
    public static FindingCode NotEnforced { get; } = new(nameof(NotEnforced), IstioMessage.IneffectivePolicy);

    public static ValueList<FindingCode> All { get; } =
    [
        Syntax, UnreadableFile, EmptiedFile, UnknownField, DuplicateField, WrongType, MissingField, InvalidValue, Conflict, NoEffect, UnsupportedKind,
        UnsupportedVersion, UnusedField, DuplicateObject, HeldByAnother, UnresolvedReference, NotEnforced,
    ];

    public override string ToString() => Name;
}
