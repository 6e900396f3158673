using Istio.Core.Net;
using Istio.Core.Values;
using Istio.Model.Decoding;
using Istio.Model.Findings;
using Istio.Model.Objects;

namespace Istio.Model.Kinds.Core.Pods;

internal static class PodDecoder
{
    private const string DefaultServiceAccount = "default";

    public static Pod Decode(ObjectMeta metadata, FieldReader document)
    {
        document.Require("spec");
        var pod = document.Nested("spec", spec => ReadSpec(metadata, spec)) ?? new Pod(metadata);
        return document.Nested("status", status => ReadStatus(pod, status)) ?? pod;
    }

    private static Pod ReadSpec(ObjectMeta metadata, FieldReader spec)
    {
        spec.Ignore(
            "activeDeadlineSeconds", "affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks",
            "ephemeralContainers", "hostAliases", "hostIPC", "hostPID", "hostUsers", "hostname", "hostnameOverride", "imagePullSecrets",
            "nodeSelector", "os", "overhead", "preemptionPolicy", "priority", "priorityClassName", "readinessGates", "resourceClaims", "resources",
            "restartPolicy", "runtimeClassName", "schedulerName", "schedulingGates", "securityContext", "setHostnameAsFQDN", "shareProcessNamespace",
            "subdomain", "terminationGracePeriodSeconds", "tolerations", "topologySpreadConstraints", "volumes");
        var account = spec.String("serviceAccountName", spec.String("serviceAccount"));
        var needsDefault = account.Length == 0 && spec.Options.AppliesDefaults;
        return new Pod(metadata)
        {
            ServiceAccount = needsDefault ? DefaultServiceAccount : account,
            NodeName = spec.String("nodeName"),
            UsesHostNetwork = spec.Boolean("hostNetwork"),
            Ports = Ports(spec),
        };
    }

    /// <summary>Ports of the containers, then of init containers that go on running beside them (sidecars).</summary>
    private static ValueList<ContainerPort> Ports(FieldReader spec)
    {
        var ports = new List<ContainerPort>();
        foreach (var container in spec.List("containers", ReadContainer))
        {
            ports.AddRange(container.Ports);
        }

        foreach (var container in spec.List("initContainers", ReadContainer))
        {
            ports.AddRange(container.IsSidecar ? container.Ports : []);
        }

        return ports.ToValueList();
    }

    private static Container ReadContainer(FieldReader container)
    {
        container.Require("name");
        container.Ignore(
            "name", "args", "command", "env", "envFrom", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "readinessProbe", "resizePolicy",
            "resources", "restartPolicyRules", "securityContext", "startupProbe", "stdin", "stdinOnce", "terminationMessagePath",
            "terminationMessagePolicy", "tty", "volumeDevices", "volumeMounts", "workingDir");
        return new Container(container.List("ports", ReadPort), container.String("restartPolicy") == "Always");
    }

    private static ContainerPort ReadPort(FieldReader port)
    {
        port.Require("containerPort");
        port.Ignore("hostIP", "hostPort");
        return new ContainerPort(port.String("name"), port.Integer("containerPort", 1, 65535), TransportProtocol.Read(port));
    }

    private static Pod ReadStatus(Pod pod, FieldReader status)
    {
        status.Ignore(
            "hostIP", "hostIPs", "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses", "message", "nominatedNodeName",
            "observedGeneration", "qosClass", "reason", "resize", "resourceClaimStatuses", "startTime");
        var phase = status.Choice(
            "phase",
            "",
            ("Pending", "Pending"),
            ("Running", "Running"),
            ("Succeeded", "Succeeded"),
            ("Failed", "Failed"),
            ("Unknown", "Unknown"));
        return pod with { HasEnded = phase is "Succeeded" or "Failed", IsReady = IsReady(status), Addresses = Addresses(status) };
    }

    private static bool IsReady(FieldReader status)
    {
        var ready = false;
        foreach (var (type, value) in status.List("conditions", ReadCondition))
        {
            ready |= type == "Ready" && value == "True";
        }

        return ready;
    }

    private static (string Type, string Status) ReadCondition(FieldReader condition)
    {
        condition.Ignore("lastProbeTime", "lastTransitionTime", "message", "reason", "observedGeneration");
        return (condition.String("type"), condition.Choice("status", "Unknown", ("True", "True"), ("False", "False"), ("Unknown", "Unknown")));
    }

    private static ValueList<string> Addresses(FieldReader status)
    {
        var first = status.String("podIP");
        var all = status.List("podIPs", entry => entry.String("ip"));
        var addresses = all.IsEmpty && first.Length > 0 ? [first] : all;
        foreach (var address in addresses)
        {
            if (!IpAddress.TryParse(address, out _))
            {
                status.Error(FindingCode.InvalidValue, all.IsEmpty ? "podIP" : "podIPs", $"expected an IP address, found \"{address}\"");
            }
        }

        return addresses;
    }

    private readonly record struct Container(ValueList<ContainerPort> Ports, bool IsSidecar);
}
