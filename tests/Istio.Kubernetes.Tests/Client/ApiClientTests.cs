using Istio.Kubernetes.Client;

namespace Istio.Kubernetes.Tests.Client;

public sealed class ApiClientTests
{
    [Theory]
    [InlineData("https://127.0.0.1:6443", "https://127.0.0.1:6443/api/v1/pods?limit=1")]
    [InlineData("https://proxy.example/k8s/clusters/c-1", "https://proxy.example/k8s/clusters/c-1/api/v1/pods?limit=1")]
    [InlineData("https://proxy.example/k8s/", "https://proxy.example/k8s/api/v1/pods?limit=1")]
    public async Task A_server_may_stand_behind_a_path(string server, string asked)
    {
        var handler = new AskedHandler();
        using var client = new ApiClient(new(new Uri(server)), "tests", inner =>
        {
            inner.Dispose();
            return handler;
        });

        await client.GetAsync("/api/v1/pods?limit=1", TestContext.Current.CancellationToken);

        Assert.Equal(asked, handler.Asked?.AbsoluteUri);
    }

    private sealed class AskedHandler : HttpMessageHandler
    {
        public Uri? Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked = request.RequestUri;
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent("{}") });
        }
    }
}
