using System.Diagnostics.CodeAnalysis;

namespace Istio.Core.Settings;

/// <summary>Reads a value from what the operator wrote; false when it is none.</summary>
public delegate bool SettingParser<T>(string text, [MaybeNullWhen(false)] out T value);
