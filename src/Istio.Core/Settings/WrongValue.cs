namespace Istio.Core.Settings;

/// <summary>Words the error for a variable that cannot be read.</summary>
/// <param name="expected">The end of "expected ...".</param>
public delegate string WrongValue(string name, string text, string expected);
