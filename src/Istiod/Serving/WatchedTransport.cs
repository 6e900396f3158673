using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Istiod.Serving;

/// <summary>
/// The web server's sockets. The server ends the loop of a port whose accept fails, with a line in its log at most; here that end is a failure of the part.
/// </summary>
internal sealed class WatchedTransport(IConnectionListenerFactory sockets) : IConnectionListenerFactory
{
    private readonly TaskCompletionSource _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Faults when a port no longer accepts connections although nobody closed it; never completes otherwise.</summary>
    public Task Failure => _failure.Task;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new WatchedListener(await sockets.BindAsync(endpoint, cancellationToken), _failure);

    private sealed class WatchedListener(IConnectionListener listener, TaskCompletionSource failure) : IConnectionListener
    {
        private volatile bool _isUnbound;

        public EndPoint EndPoint => listener.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                var connection = await listener.AcceptAsync(cancellationToken);
                if (connection is null && !_isUnbound)
                {
                    Fail(null);
                }

                return connection;
            }
            catch (Exception reason) when (!_isUnbound)
            {
                Fail(reason);
                throw;
            }
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _isUnbound = true;
            return listener.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync()
        {
            _isUnbound = true;
            return listener.DisposeAsync();
        }

        private void Fail(Exception? reason) =>
            failure.TrySetException(new IOException($"{EndPoint} no longer accepts connections{(reason is null ? "" : $": {reason.Message}")}", reason));
    }
}
