namespace Istio.Model.Decoding.Yaml;

internal enum ScalarType
{
    Null,
    Boolean,
    Integer,
    Number,
    String,
}
