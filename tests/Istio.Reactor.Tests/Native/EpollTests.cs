using System.Runtime.InteropServices;
using Istio.Reactor.Native;

namespace Istio.Reactor.Tests.Native;

public sealed class EpollTests
{
    [Fact]
    public unsafe void An_event_has_the_layout_of_this_machines_kernel()
    {
        var expected = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
        Assert.Equal(expected, Epoll.EventSize);
        var at = stackalloc byte[16];
        Epoll.Write(at, Epoll.IN | Epoll.EdgeTriggered, 0x1122334455667788);
        Assert.Equal(Epoll.IN | Epoll.EdgeTriggered, Epoll.EventsOf(at));
        Assert.Equal(0x1122334455667788UL, Epoll.DataOf(at));
    }
}
