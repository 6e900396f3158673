using Ztunnel.Proxy.Socks;
using Ztunnel.State;

namespace Ztunnel.Tests.Socks;

/// <summary>Which service a caller of namespace <c>app</c> means by a name.</summary>
public sealed class ServiceNamesTests
{
    [Theory]
    [InlineData("api.example.com", "shop/api.example.com")]
    [InlineData("API.example.COM.", "shop/api.example.com")]
    [InlineData("a.wild.test", "shop/*.wild.test")]
    [InlineData("a.b.wild.test", "shop/*.wild.test")]
    [InlineData("a.deep.wild.test", "shop/*.deep.wild.test")]
    [InlineData("exact.wild.test", "shop/exact.wild.test")]
    [InlineData("wild.test", null)]
    [InlineData("mixed.example.com", "shop/Mixed.Example.com")]
    public void Exact_names_come_first_then_the_longest_wildcard(string host, string? service) => Assert.Equal(
        service,
        Find(host, "shop/api.example.com", "shop/*.wild.test", "shop/*.deep.wild.test", "shop/exact.wild.test", "shop/Mixed.Example.com"));

    [Theory]
    [InlineData("db.shop.svc.cluster.local", "shop/db.shop.svc.cluster.local")]
    [InlineData("db.shop.svc", "shop/db.shop.svc.cluster.local")]
    [InlineData("db.shop", "shop/db.shop.svc.cluster.local")]
    [InlineData("web", "app/web.app.svc.cluster.local")]
    [InlineData("db-0.db.shop.svc.cluster.local", null)]
    [InlineData("db-0.db.other.svc.cluster.local", null)]
    [InlineData("web-0.web.app.svc.cluster.local", null)]
    public void Another_namespace_cannot_take_the_names_of_a_service(string host, string? service) => Assert.Equal(
        service,
        Find(
            host,
            "aaa/db.shop.svc.cluster.local", "aaa/db.shop.svc", "aaa/db.shop", "aaa/web", "aaa/*.shop", "aaa/*.db.shop.svc.cluster.local", "aaa/*.svc.cluster.local",
            "aaa/*.local", "shop/db.shop.svc.cluster.local", "app/web.app.svc.cluster.local"));

    [Theory]
    [InlineData("api.example.com", "app/api.example.com")]
    [InlineData("db.shop", "app/db.shop")]
    [InlineData("db-0.db.shop.svc.cluster.local", "app/*.svc.cluster.local")]
    [InlineData("db-0.db.other.svc.cluster.local", "other/*.other.svc.cluster.local")]
    public void The_callers_own_namespace_may_give_a_name_to_something_else(string host, string service) => Assert.Equal(
        service,
        Find(
            host,
            "aaa/api.example.com", "app/api.example.com", "app/db.shop", "shop/db.shop.svc.cluster.local", "app/*.svc.cluster.local", "other/*.other.svc.cluster.local",
            "aaa/*.other.svc.cluster.local"));

    [Fact]
    public void Of_services_of_other_namespaces_the_marked_one_is_meant()
    {
        var store = new MeshStore();
        store.Apply(builder => builder.Put(ServiceOf("zzz/api.example.com") with { IsCanonical = true }));
        store.Apply(builder => builder.Put(ServiceOf("bbb/api.example.com")));

        Assert.Equal("zzz", ServiceNames.Find(store.Current, "api.example.com", "app", "cluster.local")!.Namespace);
        Assert.Equal("bbb", ServiceNames.Find(store.Current, "api.example.com", "bbb", "cluster.local")!.Namespace);
    }

    private static string? Find(string host, params string[] services)
    {
        var store = new MeshStore();
        store.Apply(builder => Array.ForEach(services, service => builder.Put(ServiceOf(service))));
        return ServiceNames.Find(store.Current, host, "app", "cluster.local")?.Key.ToString();
    }

    private static Service ServiceOf(string name) => NamespacedHostname.TryParse(name, out var key) ? new Service { Name = name, Key = key } : throw new ArgumentException(name, nameof(name));
}
