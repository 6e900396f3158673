namespace Istio.Benchmarks.Allocations;

/// <summary>All rows of the table.</summary>
internal static class Operations
{
    public static readonly Func<Operation>[] All =
    [
        Http2Operations.ReadData,
        Http2Operations.ReadHeadersInPieces,
        Http2Operations.DecodeConnect,
        Http2Operations.EncodeConnect,
        PlainRelay.Create,
        TunnelRelay.Create,
        PolicyOperations.Evaluate,
        PolicyOperations.EvaluateWithDryRuns,
        TableOperations.UpdateOfOneRow,
        TableOperations.ReadsThatChange,
        TableOperations.UpdateOfOnePublishedRow,
        ObjectOperations.ReadPod,
        ObjectOperations.ReadSlice,
        XdsOperations.FrameOneResource,
        XdsOperations.FrameHundredResources,
        XdsOperations.WriteInOnePiece,
        XdsOperations.PushToOneClient,
    ];
}
