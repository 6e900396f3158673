using Istio.Testing.Kubernetes;

[assembly: AssemblyFixture(typeof(SharedKubeApi))]
