namespace Istio.Model.Decoding.Nodes;

/// <summary>A place in the file, counted from 1.</summary>
internal readonly record struct Mark(int Line, int Column);
