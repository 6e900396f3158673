using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istio.Core.Net;
using Ztunnel.Policies;
using Ztunnel.State;
using Policy = Istio.Api.Security;
using Wire = Istio.Api.Workload;

namespace Ztunnel.Tests.State;

public sealed class DecoderTests
{
    [Fact]
    public void A_workload_gets_the_clients_defaults()
    {
        var decoded = AddressDecoder.Decode(new Wire.Workload { Uid = "u", Name = "n", Namespace = "d", Addresses = { ByteString.CopyFrom(10, 0, 0, 1) } });

        Assert.True(decoded.IsValid);
        Assert.Equal("spiffe://cluster.local/ns/d/sa/default", decoded.Value.Identity.ToString());
        Assert.Equal("Kubernetes", decoded.Value.ClusterId);
        Assert.Equal(1u, decoded.Value.Capacity);
        Assert.Equal(WorkloadType.Deployment, decoded.Value.WorkloadType); // xDS always says one, a local configuration need not
        Assert.Equal([IpAddress.Parse("10.0.0.1")], decoded.Value.Addresses);
    }

    [Fact]
    public void A_mapped_address_becomes_ipv4()
    {
        var mapped = new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1 };

        Assert.Equal([IpAddress.Parse("10.0.0.1")], AddressDecoder.Decode(new Wire.Workload { Uid = "u", Addresses = { ByteString.CopyFrom(mapped) } }).Value!.Addresses);
    }

    [Fact]
    public void Bad_workloads_are_rejected_with_the_reason()
    {
        Assert.Equal("workload without uid", AddressDecoder.Decode(new Wire.Workload()).Error);
        Assert.Equal("address of 3 bytes in addresses", Reject(w => w.Addresses.Add(ByteString.CopyFrom(1, 2, 3))));
        Assert.Equal("unknown tunnel_protocol 7", Reject(w => w.TunnelProtocol = (Wire.TunnelProtocol)7));
        Assert.Equal("services: \"reviews\" is not namespace/hostname", Reject(w => w.Services.Add("reviews", new Wire.PortList())));
        Assert.Equal("waypoint: hbone_mtls_port 0 is no port", Reject(w => w.Waypoint = new Wire.GatewayAddress()));
        Assert.Equal("waypoint: no valid destination", Reject(w => w.Waypoint = new Wire.GatewayAddress { HboneMtlsPort = 15008 }));
        Assert.Equal("ports: 80 to 70000 is out of range", Reject(w => w.Services.Add("a/b", new Wire.PortList { Ports = { new Wire.Port { ServicePort = 80, TargetPort = 70000 } } })));
    }

    [Fact]
    public void A_service_is_read_with_its_waypoint_and_load_balancing()
    {
        var decoded = AddressDecoder.Decode(new Wire.Service
        {
            Name = "reviews",
            Namespace = "shop",
            Hostname = "reviews.shop.svc.cluster.local",
            Addresses = { new Wire.NetworkAddress { Network = "n1", Address = ByteString.CopyFrom(10, 96, 0, 1) } },
            Ports = { new Wire.Port { ServicePort = 80, TargetPort = 8080 } },
            Waypoint = new Wire.GatewayAddress { HboneMtlsPort = 15008, Hostname = new Wire.NamespacedHostname { Namespace = "shop", Hostname = "waypoint.shop" } },
            LoadBalancing = new Wire.LoadBalancing
            {
                Mode = Wire.LoadBalancing.Types.Mode.Failover,
                RoutingPreference = { Wire.LoadBalancing.Types.Scope.Region, Wire.LoadBalancing.Types.Scope.Zone },
                HealthPolicy = Wire.LoadBalancing.Types.HealthPolicy.AllowAll,
            },
            IpFamilies = Wire.IPFamilies.Ipv4Only,
            Extensions = { new Wire.Extension { Name = "other" } },
        }).Value!;

        Assert.Equal("n1/10.96.0.1", decoded.Vips[0].ToString());
        Assert.Equal(8080, decoded.Ports.TargetOf(80));
        Assert.Equal("shop/waypoint.shop", decoded.Waypoint!.Destination);
        Assert.Equal(new LoadBalancer([LocalityScope.Region, LocalityScope.Zone], LoadBalancerMode.Failover, HealthPolicy.AllowAll), decoded.LoadBalancer);
        Assert.Equal(IpFamilies.V4Only, decoded.IpFamilies);
        Assert.False(decoded.IsCanonical);
    }

    [Fact]
    public void A_service_is_read_with_the_mark_that_its_name_means_it()
    {
        var decoded = AddressDecoder.Decode(new Wire.Service { Namespace = "shop", Hostname = "api.example.com", Extensions = { new Wire.Extension { Name = "canonical" } } });

        Assert.True(decoded.Value!.IsCanonical);
    }

    [Fact]
    public void A_policy_is_read_whole_or_not_at_all()
    {
        var message = new Policy.Authorization
        {
            Name = "p",
            Namespace = "shop",
            Scope = Policy.Scope.WorkloadSelector,
            Action = Policy.Action.Deny,
            DryRun = true,
            Groups =
            {
                new Policy.Group
                {
                    Rules =
                    {
                        new Policy.Rules
                        {
                            Matches =
                            {
                                new Policy.Match
                                {
                                    Principals = { new Policy.StringMatch { Presence = new Empty() }, new Policy.StringMatch { Suffix = "x" } },
                                    SourceIps = { new Policy.Address { Address_ = ByteString.CopyFrom(10, 0, 0, 0), Length = 8 } },
                                    DestinationPorts = { 80 },
                                    ServiceAccounts = { new Policy.ServiceAccountMatch { Namespace = "a", ServiceAccount = "b" } },
                                },
                            },
                        },
                    },
                },
            },
        };

        var policy = AuthorizationDecoder.Decode(message).Value!;
        Assert.Equal("shop/p", policy.Key);
        Assert.True(policy.DryRun);
        Assert.Equal(PolicyScope.WorkloadSelector, policy.Scope);
        Assert.Equal(
            new PolicyMatch
            {
                Principals = [new(StringMatchKind.Presence, ""), new(StringMatchKind.Suffix, "x")],
                SourceIps = [CidrBlock.TryParse("10.0.0.0/8", out var block) ? block : default],
                DestinationPorts = [80],
                ServiceAccounts = [new("a", "b")],
            },
            policy.Rules[0].Clauses[0].Matches[0]);

        message.Groups[0].Rules[0].Matches[0].NotPrincipals.Add(new Policy.StringMatch());
        Assert.Equal("string match of an unknown kind", AuthorizationDecoder.Decode(message).Error);
    }

    private static string? Reject(Action<Wire.Workload> spoil)
    {
        var message = new Wire.Workload { Uid = "u" };
        spoil(message);
        return AddressDecoder.Decode(message).Error;
    }
}
