using Istio.Core.Logging;

namespace Istio.Reactor;

/// <summary>The owner of the task that serves one accepted connection: a failure of it is an error in the log and ends that connection, and no other.</summary>
public static class ServedConnection
{
    private static readonly LogScope Log = LogScope.Get("reactor", "event loops and sockets");

    /// <summary>Serves an accepted connection; on its loop.</summary>
    /// <param name="serve">Ends with the connection, and disposes it.</param>
    public static async void Begin(TcpStream stream, Func<TcpStream, Task> serve)
    {
        try
        {
            await serve(stream);
        }
        catch (Exception failure)
        {
            Log.Error($"the connection from {stream.RemoteAddress} to {stream.LocalAddress} is ended: serving it failed: {failure}");
            stream.Abort();
        }
    }
}
