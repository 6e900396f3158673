using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Istio.Core.Files;
using Istio.Core.Settings;
using k8s;
using k8s.Exceptions;

namespace Istio.Kubernetes.Client;

/// <summary>Finds the API server and the caller's credentials: in a kubeconfig, or in the files that every pod has.</summary>
public static class ClusterAccess
{
    /// <summary>Where kubelet mounts a pod's account.</summary>
    public const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The API server of the current context of a kubeconfig.</summary>
    /// <exception cref="SettingsException">The file cannot be read, or does not say enough.</exception>
    public static ApiServer FromKubeconfig(string path, TimeProvider time)
    {
        try
        {
            var text = RegularFile.ReadText(path, RegularFile.ConfigurationFile);
            if (text.Contains("proxy-url:", StringComparison.Ordinal))
            {
                throw new SettingsException($"kubeconfig {path}: proxy-url is not supported yet; set HTTPS_PROXY instead");
            }

            return Of(KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path)), time);
        }
        catch (Exception unusable) when (unusable is KubeConfigException or IOException or UnauthorizedAccessException or CryptographicException or UriFormatException)
        {
            throw new SettingsException($"kubeconfig {path}: {unusable.Message}");
        }
    }

    /// <summary>The API server of the cluster that the program runs in, from <c>KUBERNETES_SERVICE_HOST</c> and the files of its account.</summary>
    /// <exception cref="SettingsException">The files are not there.</exception>
    public static ApiServer InCluster(string host, string port, TimeProvider time, string accountFolder = AccountFolder)
    {
        var roots = Path.Combine(accountFolder, "ca.crt");
        try
        {
            return new(new UriBuilder("https", host, int.Parse(port)).Uri)
            {
                Roots = ReadRoots(RegularFile.ReadText(roots)),
                Credentials = new TokenFile(Path.Combine(accountFolder, "token"), time),
            };
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException or UriFormatException or FormatException)
        {
            throw new SettingsException($"the API server of this cluster cannot be used: {unusable.Message}; mount the account's token or name a kubeconfig");
        }
    }

    private static ApiServer Of(KubernetesClientConfiguration config, TimeProvider time) => new(new Uri(config.Host))
    {
        Roots = config.SslCaCerts is { } roots ? [.. roots] : [],
        ClientCertificate = ClientCertificate(config),
        Credentials = Credentials(config, time),
        ServerName = config.TlsServerName ?? "",
        SkipsVerification = config.SkipTlsVerify,
    };

    private static X509Certificate2? ClientCertificate(KubernetesClientConfiguration config)
    {
        var certificate = TextOf(config.ClientCertificateData, config.ClientCertificateFilePath);
        var key = TextOf(config.ClientCertificateKeyData, config.ClientKeyFilePath);
        return certificate is null || key is null ? null : X509Certificate2.CreateFromPem(certificate, key);
    }

    private static string? TextOf(string? base64, string? path) =>
        !string.IsNullOrEmpty(base64) ? Encoding.UTF8.GetString(Convert.FromBase64String(base64)) : string.IsNullOrEmpty(path) ? null : RegularFile.ReadText(path);

    private static IApiCredentials Credentials(KubernetesClientConfiguration config, TimeProvider time) => config switch
    {
        { TokenProvider: { } provider } => new PluginCredentials(provider),
        { AccessToken: { Length: > 0 } token } => new FixedHeader(new("Bearer", token)),
        { Username: { Length: > 0 } user } => new FixedHeader(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{config.Password}")))),
        _ => NoCredentials.Instance,
    };

    private static IReadOnlyList<X509Certificate2> ReadRoots(string pem)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(pem);
        return [.. roots];
    }
}
