using System.Net;
using Istiod.Authority;
using Istiod.Debug;
using Istiod.Discovery;
using Istiod.Serving.Bounds;
using Istiod.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Istiod.Serving;

/// <summary>The web server behind all of istiod's ports.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    // Below what the operator may ask for: a proxy has some ten.
    private const int MostStreams = 1000;

    // Of request bodies that nobody has read yet: what a peer may have in memory before anybody looks at it.
    private const int StreamWindow = 128 * 1024;
    private const int ConnectionWindow = 2 * StreamWindow;

    // Connections whose peer has not said who it is.
    private const int MostStrangers = 2000;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;
    private readonly Dictionary<Listener, ListenOptions> _listeners;

    private readonly MessageGate _gate;

    private WebServer(WebApplication application, Dictionary<Listener, ListenOptions> listeners, MessageGate gate) =>
        (_application, _listeners, _gate) = (application, listeners, gate);

    /// <summary>The addresses bound; ports are known after <see cref="StartAsync"/>.</summary>
    public BoundPorts Ports => new(_listeners.ToDictionary(pair => pair.Key, pair => pair.Value.IPEndPoint!));

    public static WebServer Create(
        IstiodSettings settings, AuthorityHost authority, AdsService ads, OperatorEndpoints operators, DebugEndpoints debug, TimeProvider time)
    {
        // An empty builder: no configuration files, no variables of ASP.NET, no console output but our own.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var listeners = new Dictionary<Listener, ListenOptions>();
        builder.Logging.AddProvider(new LogScopeProvider());
        builder.Services.AddRouting();
        // The bounds are those of MessageGate, by kind of message.
        builder.Services.AddGrpc(static grpc => grpc.MaxReceiveMessageSize = null);
        ServiceReflection.AddTo(builder.Services);
        builder.Services.AddSingleton(ads);
        authority.AddTo(builder.Services);
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton(services => new WatchedTransport(services.GetRequiredService<SocketTransportFactory>()));
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => services.GetRequiredService<WatchedTransport>());
        builder.WebHost.UseKestrel(kestrel => Configure(kestrel, settings, authority, listeners));
        var application = builder.Build();
        var gate = new MessageGate(settings.Serving.MaxMessageSize, time);
        application.Use(RefuseOnOtherPorts);
        application.Use(gate.ServeAsync);
        Map(application, settings, operators, debug);
        return new(application, listeners, gate);
    }

    /// <summary>Faults when a port no longer accepts connections; never completes otherwise.</summary>
    public Task Failure => _application.Services.GetRequiredService<WatchedTransport>().Failure;

    public Task StartAsync() => _application.StartAsync();

    /// <summary>Takes no more calls and waits for those that are open.</summary>
    public Task StopAsync(CancellationToken limit) => _application.StopAsync(limit);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _gate.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, IstiodSettings settings, AuthorityHost authority, Dictionary<Listener, ListenOptions> listeners)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = IdleTimeout;
        kestrel.Limits.RequestHeadersTimeout = HeaderTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Min(settings.Serving.MaxStreamsPerConnection, MostStreams);
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindow;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        kestrel.Limits.Http2.KeepAlivePingDelay = settings.Serving.KeepaliveInterval;
        kestrel.Limits.Http2.KeepAlivePingTimeout = settings.Serving.KeepaliveTimeout;
        // A stream is one request that lasts for hours: MessageGate bounds its messages and their rate, ResponseWriter that of responses.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        var strangers = new Strangers(MostStrangers);
        Listen(kestrel, settings.Serving.Http, Listener.Http, HttpProtocols.Http1, listeners, strangers);
        Listen(kestrel, settings.Serving.Monitoring, Listener.Monitoring, HttpProtocols.Http1, listeners, strangers);
        Listen(kestrel, settings.Serving.Grpc, Listener.Grpc, HttpProtocols.Http2, listeners, strangers);
        Listen(kestrel, settings.Serving.SecureGrpc, Listener.SecureGrpc, HttpProtocols.Http2, listeners, strangers, authority);
    }

    private static void Listen(
        KestrelServerOptions kestrel,
        IPEndPoint? at,
        Listener listener,
        HttpProtocols protocols,
        Dictionary<Listener, ListenOptions> listeners,
        Strangers strangers,
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
            listen.Use(next => connection => strangers.ServeAsync(connection, next));
            tls?.Listener.Use(listen);
            listen.Use(static next => connection => Strangers.RecognizeAsync(connection, next));
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
        var monitoring = settings.Serving.Monitoring is null ? Listener.Http : Listener.Monitoring;
        operators.MapReadiness(On(application, Listener.Http));
        operators.MapMonitoring(On(application, monitoring));
        debug.Map(settings.Debug.OnHttp ? On(application, Listener.Http, monitoring) : On(application, monitoring));
        var discovery = On(application, Listener.Grpc, Listener.SecureGrpc);
        discovery.MapGrpcService<AdsService>();
        ServiceReflection.Map(discovery);
        AuthorityHost.Map(settings.Serving.SecureGrpc is null ? On(application, Listener.Grpc) : On(application, Listener.SecureGrpc));
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
