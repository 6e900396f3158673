using System.Text;

namespace Istio.Testing.Certificates;

/// <summary>A workload's certificate chain (own first, without the root) and PKCS#8 key, as PEM.</summary>
public sealed record TestCertificate(string ChainPem, string PrivateKeyPem)
{
    public byte[] ChainBytes => Encoding.ASCII.GetBytes(ChainPem);

    public byte[] PrivateKeyBytes => Encoding.ASCII.GetBytes(PrivateKeyPem);
}
