using System.Net;
using Istiod.Authority;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Istiod.Serving;

/// <summary>The web server behind all of istiod's ports.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    // Requests to resume list every resource the client holds: Istio's 4 MiB would shut out a client that holds some 40,000 workloads.
    private const int LargestRequest = 64 << 20;
    private const int MaxStreams = 100_000;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;
    private readonly Dictionary<Listener, ListenOptions> _listeners;

    private WebServer(WebApplication application, Dictionary<Listener, ListenOptions> listeners) => (_application, _listeners) = (application, listeners);

    /// <summary>The addresses bound; ports are known after <see cref="StartAsync"/>.</summary>
    public BoundPorts Ports => new(_listeners.ToDictionary(pair => pair.Key, pair => pair.Value.IPEndPoint!));

    public static WebServer Create(IstiodSettings settings, AuthorityHost authority, AdsService ads, OperatorEndpoints operators, DebugEndpoints debug)
    {
        // An empty builder: no configuration files, no variables of ASP.NET, no console output but our own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var listeners = new Dictionary<Listener, ListenOptions>();
        builder.Logging.AddProvider(new LogScopeProvider());
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = LargestRequest);
        ServiceReflection.AddTo(builder.Services);
        builder.Services.AddSingleton(ads);
        authority.AddTo(builder.Services);
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton(services => new WatchedTransport(services.GetRequiredService<SocketTransportFactory>()));
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<WatchedTransport>());
        builder.WebHost.UseKestrel(kestrel => Configure(kestrel, settings, authority, listeners));
        var application = builder.Build();
        application.Use(RefuseOnOtherPorts);
        Map(application, settings, operators, debug);
        return new(application, listeners);
    }

    /// <summary>Faults when a port no longer accepts connections; never completes otherwise.</summary>
    public Task Failure => _application.Services.GetRequiredService<WatchedTransport>().Failure;

    public Task StartAsync() => _application.StartAsync();

    /// <summary>Takes no more calls and waits for those that are open.</summary>
    public Task StopAsync(CancellationToken limit) => _application.StopAsync(limit);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, IstiodSettings settings, AuthorityHost authority, Dictionary<Listener, ListenOptions> listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = IdleTimeout;
        kestrel.Limits.RequestHeadersTimeout = HeaderTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
        kestrel.Limits.Http2.KeepAlivePingDelay = settings.KeepaliveInterval;
        kestrel.Limits.Http2.KeepAlivePingTimeout = settings.KeepaliveTimeout;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        Listen(kestrel, settings.Http, Listener.Http, HttpProtocols.Http1, listeners);
        Listen(kestrel, settings.Monitoring, Listener.Monitoring, HttpProtocols.Http1, listeners);
        Listen(kestrel, settings.Grpc, Listener.Grpc, HttpProtocols.Http2, listeners);
        Listen(kestrel, settings.SecureGrpc, Listener.SecureGrpc, HttpProtocols.Http2, listeners, authority);
    }

    private static void Listen(
        KestrelServerOptions kestrel,
        IPEndPoint? at,
        Listener listener,
        HttpProtocols protocols,
        Dictionary<Listener, ListenOptions> listeners,
        AuthorityHost? tls = null)
    {
        if (at is null)
        {
            return;
        }

        if (at.Address.Equals(IPAddress.IPv6Any))
        {
            // Every address of the machine, also where there is no IPv6.
            kestrel.ListenAnyIP(at.Port, Use);
        }
        else
        {
            kestrel.Listen(at, Use);
        }

        void Use(ListenOptions listen)
        {
            listen.Protocols = protocols;
            tls?.Listener.Use(listen);
            listen.Use(next => connection =>
            {
                connection.Features.Set(new ListenerFeature(listener));
                return next(connection);
            });
            listeners[listener] = listen;
        }
    }

    private static void Map(WebApplication application, IstiodSettings settings, OperatorEndpoints operators, DebugEndpoints debug)
    {
        var monitoring = settings.Monitoring is null ? Listener.Http : Listener.Monitoring;
        operators.MapReadiness(On(application, Listener.Http));
        operators.MapMonitoring(On(application, monitoring));
        debug.Map(settings.DebugOnHttp ? On(application, Listener.Http, monitoring) : On(application, monitoring));
        var discovery = On(application, Listener.Grpc, Listener.SecureGrpc);
        discovery.MapGrpcService<AdsService>();
        ServiceReflection.Map(discovery);
        AuthorityHost.Map(settings.SecureGrpc is null ? On(application, Listener.Grpc) : On(application, Listener.SecureGrpc));
    }

    private static RouteGroupBuilder On(WebApplication application, params Listener[] listeners) =>
        application.MapGroup("").WithMetadata(new ServedOn(listeners));

    private static Task RefuseOnOtherPorts(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ServedOn>() is { } served
            && context.Features.Get<ListenerFeature>() is { } came
            && !served.Listeners.Contains(came.Listener))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
