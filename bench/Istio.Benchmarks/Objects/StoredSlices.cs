using System.Text;

namespace Istio.Benchmarks.Objects;

/// <summary>EndpointSlices as an API server stores them, each with the ten pods of a service.</summary>
internal static class StoredSlices
{
    private const string Head = """
        {"metadata":{"name":"#APP#-x7k2p","generateName":"#APP#-","namespace":"shop-#SHOP#","uid":"8f14e45f-ceea-467f-a8d3-#HEX12#",
        "resourceVersion":"#VERSION#","generation":7,"creationTimestamp":"2025-01-31T12:00:07Z",
        "labels":{"endpointslice.kubernetes.io/managed-by":"endpointslice-controller.k8s.io","kubernetes.io/service-name":"#APP#"},
        "ownerReferences":[{"apiVersion":"v1","kind":"Service","name":"#APP#","uid":"45c48cce-2e2d-4fbd-aa2c-#HEX12#","controller":true,
        "blockOwnerDeletion":true}]},"addressType":"IPv4","endpoints":[
        """;

    private const string Endpoint = """
        {"addresses":["#ADDRESS#"],"conditions":{"ready":true,"serving":true,"terminating":false},"targetRef":{"kind":"Pod","namespace":"shop-#SHOP#",
        "name":"#APP#-7d4b9c-#HEX5#","uid":"8f14e45f-ceea-467f-a8d3-#HEX12#"},"nodeName":"node-#NODE#.example","zone":"zone-1"}
        """;

    private const string Ports = """[{"name":"http","port":8080,"protocol":"TCP"},{"name":"grpc","port":9000,"protocol":"TCP"}]""";

    public static byte[] Json(int number)
    {
        var text = new StringBuilder(Head);
        for (var i = 0; i < 10; i++)
        {
            text.Append(i > 0 ? "," : "").Append(Endpoint)
                .Replace("#NODE#", $"{i}")
                .Replace("#HEX5#", $"{i:x5}")
                .Replace("#ADDRESS#", $"10.{number >> 8}.{number & 255}.{i}");
        }

        text.Append("],\"ports\":").Append(Ports).Append('}')
            .Replace("\n", "")
            .Replace("#APP#", $"checkout-{number:d4}")
            .Replace("#SHOP#", $"{number % 50}")
            .Replace("#HEX12#", $"{number:x12}")
            .Replace("#VERSION#", $"{number}");
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
