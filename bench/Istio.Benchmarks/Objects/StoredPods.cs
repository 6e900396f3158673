using System.Text;

namespace Istio.Benchmarks.Objects;

/// <summary>Pods as an API server stores them, with what a kubelet and two controllers have written: some 7 KB of JSON each, ten of each deployment.</summary>
internal static class StoredPods
{
    private const string Metadata = """
        {"name":"#SET#-#HEX5#","generateName":"#SET#-","namespace":"shop-#SHOP#","uid":"8f14e45f-ceea-467f-a8d3-#HEX12#","resourceVersion":"#VERSION#",
        "creationTimestamp":"2025-01-31T12:#MINUTE#:07Z","labels":{"app":"#APP#","app.kubernetes.io/name":"#APP#","app.kubernetes.io/part-of":"shop",
        "pod-template-hash":"7d4b9c","service.istio.io/canonical-name":"#APP#","topology.istio.io/network":"","version":"v1"},
        "annotations":{"ambient.istio.io/redirection":"enabled","checksum/config":"0f343b0931126a20f133d67c2b018a3b",
        "kubectl.kubernetes.io/restartedAt":"2025-01-30T09:00:00Z","prometheus.io/port":"9090","prometheus.io/scrape":"true"},
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"#SET#","uid":"45c48cce-2e2d-4fbd-aa2c-#OWNER#","controller":true,
        "blockOwnerDeletion":true}],"managedFields":[{"manager":"kube-controller-manager","operation":"Update","apiVersion":"v1",
        "time":"2025-01-31T12:00:07Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:annotations":{".":{},"f:checksum/config":{},
        "f:prometheus.io/port":{},"f:prometheus.io/scrape":{}},"f:generateName":{},"f:labels":{".":{},"f:app":{},"f:app.kubernetes.io/name":{},
        "f:app.kubernetes.io/part-of":{},"f:pod-template-hash":{},"f:version":{}},"f:ownerReferences":{".":{},
        "k:{\"uid\":\"45c48cce-2e2d-4fbd-aa2c-6c22b2a2fd2f\"}":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:env":{".":{},
        "k:{\"name\":\"DATABASE\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:imagePullPolicy":{},"f:livenessProbe":{".":{},
        "f:failureThreshold":{},"f:httpGet":{".":{},"f:path":{},"f:port":{},"f:scheme":{}},"f:periodSeconds":{}},"f:name":{},"f:ports":{".":{},
        "k:{\"containerPort\":8080,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{},"f:protocol":{}}},"f:resources":{".":{},
        "f:limits":{".":{},"f:cpu":{},"f:memory":{}},"f:requests":{".":{},"f:cpu":{},"f:memory":{}}},"f:terminationMessagePath":{},
        "f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:enableServiceLinks":{},"f:restartPolicy":{},"f:schedulerName":{},"f:securityContext":{},
        "f:serviceAccount":{},"f:serviceAccountName":{},"f:terminationGracePeriodSeconds":{}}}},{"manager":"kubelet","operation":"Update",
        "apiVersion":"v1","time":"2025-01-31T12:00:12Z","fieldsType":"FieldsV1",
        "fieldsV1":{"f:status":{"f:conditions":{"k:{\"type\":\"ContainersReady\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},
        "f:type":{}},"k:{\"type\":\"Initialized\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}},
        "k:{\"type\":\"Ready\"}":{".":{},"f:lastProbeTime":{},"f:lastTransitionTime":{},"f:status":{},"f:type":{}}},"f:containerStatuses":{},
        "f:hostIP":{},"f:phase":{},"f:podIP":{},"f:podIPs":{".":{},"k:{\"ip\":\"10.244.1.7\"}":{".":{},"f:ip":{}}},"f:startTime":{}}},
        "subresource":"status"}]}
        """;

    private const string Spec = """
        {"volumes":[{"name":"config","configMap":{"name":"#APP#","defaultMode":420}},{"name":"kube-api-access-x7k2p",
        "projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt",
        "items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1",
        "fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}}],"containers":[{"name":"app","image":"registry.example/shop/checkout:1.42.0",
        "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"},{"name":"grpc","containerPort":9000,"protocol":"TCP"}],"env":[{"name":"DATABASE",
        "value":"postgres://db.shop:5432/checkout"},{"name":"POD_IP","valueFrom":{"fieldRef":{"apiVersion":"v1","fieldPath":"status.podIP"}}}],
        "resources":{"limits":{"cpu":"1","memory":"512Mi"},"requests":{"cpu":"100m","memory":"128Mi"}},"volumeMounts":[{"name":"config","readOnly":true,
        "mountPath":"/etc/checkout"},{"name":"kube-api-access-x7k2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],
        "livenessProbe":{"httpGet":{"path":"/healthz","port":8080,"scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,
        "failureThreshold":3},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"},
        {"name":"metrics","image":"registry.example/exporter:0.9","ports":[{"name":"metrics","containerPort":9090,"protocol":"TCP"}],"resources":{},
        "volumeMounts":[{"name":"kube-api-access-x7k2p","readOnly":true,"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],
        "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always",
        "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"#APP#","serviceAccount":"#APP#",
        "nodeName":"node-#NODE#.zone-#ZONE#.example","securityContext":{},"schedulerName":"default-scheduler",
        "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},
        {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,
        "enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"}
        """;

    private const string Status = """
        {"phase":"Running","conditions":[{"type":"PodReadyToStartContainers","status":"True","lastProbeTime":null,
        "lastTransitionTime":"2025-01-31T12:00:09Z"},{"type":"Initialized","status":"True","lastProbeTime":null,
        "lastTransitionTime":"2025-01-31T12:00:07Z"},{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":"2025-01-31T12:00:12Z"},
        {"type":"ContainersReady","status":"True","lastProbeTime":null,"lastTransitionTime":"2025-01-31T12:00:12Z"},{"type":"PodScheduled",
        "status":"True","lastProbeTime":null,"lastTransitionTime":"2025-01-31T12:00:07Z"}],"hostIP":"192.168.#NODE#.2",
        "hostIPs":[{"ip":"192.168.#NODE#.2"}],"podIP":"#ADDRESS#","podIPs":[{"ip":"#ADDRESS#"}],"startTime":"2025-01-31T12:00:07Z",
        "containerStatuses":[{"name":"app","state":{"running":{"startedAt":"2025-01-31T12:00:09Z"}},"lastState":{},"ready":true,"restartCount":0,
        "image":"registry.example/shop/checkout:1.42.0",
        "imageID":"registry.example/shop/checkout@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "containerID":"containerd://2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","started":true},{"name":"metrics",
        "state":{"running":{"startedAt":"2025-01-31T12:00:09Z"}},"lastState":{},"ready":true,"restartCount":0,"image":"registry.example/exporter:0.9",
        "imageID":"registry.example/exporter@sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        "containerID":"containerd://fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9","started":true}],"qosClass":"Burstable"}
        """;

    public static byte[] Json(int number)
    {
        var app = $"checkout-{number / 10:d4}";
        var text = new StringBuilder("{\"metadata\":").Append(Metadata).Append(",\"spec\":").Append(Spec).Append(",\"status\":").Append(Status).Append('}')
            .Replace("\n", "")
            .Replace("#APP#", app)
            .Replace("#SET#", $"{app}-7d4b9c{number / 10:x4}")
            .Replace("#HEX5#", $"{number:x5}")
            .Replace("#HEX12#", $"{number:x12}")
            .Replace("#OWNER#", $"{number / 10:x12}")
            .Replace("#SHOP#", $"{number % 50}")
            .Replace("#VERSION#", $"{918273 + number}")
            .Replace("#MINUTE#", $"{number % 60:d2}")
            .Replace("#NODE#", $"{number % 100}")
            .Replace("#ZONE#", $"{number % 3}")
            .Replace("#ADDRESS#", $"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
