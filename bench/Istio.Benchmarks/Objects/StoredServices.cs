using System.Text;

namespace Istio.Benchmarks.Objects;

/// <summary>Services as an API server stores them.</summary>
internal static class StoredServices
{
    private const string Template = """
        {"metadata":{"name":"#APP#","namespace":"shop-#SHOP#","uid":"8f14e45f-ceea-467f-a8d3-#HEX12#","resourceVersion":"#VERSION#",
        "creationTimestamp":"2025-01-31T12:00:07Z","labels":{"app":"#APP#","app.kubernetes.io/part-of":"shop"},"managedFields":[{"manager":"helm",
        "operation":"Update","apiVersion":"v1","time":"2025-01-31T12:00:07Z","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},
        "f:app":{}}},"f:spec":{"f:internalTrafficPolicy":{},"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:appProtocol":{},
        "f:name":{},"f:port":{},"f:protocol":{},"f:targetPort":{}}},"f:selector":{},"f:sessionAffinity":{},"f:type":{}}}}]},
        "spec":{"ports":[{"name":"http","protocol":"TCP","appProtocol":"http","port":80,"targetPort":"http"},{"name":"grpc","protocol":"TCP","port":9000,
        "targetPort":9000}],"selector":{"app":"#APP#"},"clusterIP":"#ADDRESS#","clusterIPs":["#ADDRESS#"],"type":"ClusterIP","sessionAffinity":"None",
        "ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster"},"status":{"loadBalancer":{}}}
        """;

    public static byte[] Json(int number) => Encoding.UTF8.GetBytes(Template
        .Replace("\n", "", StringComparison.Ordinal)
        .Replace("#APP#", $"checkout-{number:d4}", StringComparison.Ordinal)
        .Replace("#SHOP#", $"{number % 50}", StringComparison.Ordinal)
        .Replace("#HEX12#", $"{number:x12}", StringComparison.Ordinal)
        .Replace("#VERSION#", $"{number}", StringComparison.Ordinal)
        .Replace("#ADDRESS#", $"10.{96 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}", StringComparison.Ordinal));
}
