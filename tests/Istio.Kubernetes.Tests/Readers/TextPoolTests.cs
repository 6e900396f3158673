using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Istio.Kubernetes.Readers;

namespace Istio.Kubernetes.Tests.Readers;

public sealed class TextPoolTests
{
    private readonly TextPool _pool = new();

    [Fact]
    public void Equal_text_is_one_string()
    {
        Assert.Same(Read("\"kube-system\""), Read("\"kube-system\""));
        Assert.NotSame(Read("\"kube-system\""), Read("\"kube-public\""));
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\u0062\\n\"", "ab\n")]
    [InlineData("\"é\"", "é")]
    public void Every_text_is_read_as_it_is(string json, string text)
    {
        Assert.Equal(text, Read(json));
        Assert.Equal(text, Read(json));
    }

    [Fact]
    public void Text_longer_than_a_label_is_not_kept()
    {
        var label = $"\"{new string('x', 63)}\"";
        var longer = $"\"{new string('x', 64)}\"";

        Assert.Same(Read(label), Read(label));
        Assert.NotSame(Read(longer), Read(longer));
    }

    [Fact]
    public void However_many_texts_there_are_each_is_right_and_few_are_kept()
    {
        var texts = ReadMany();
        GC.Collect();

        Assert.InRange(texts.Count(text => text.IsAlive), 20_000, 40_000);
        GC.KeepAlive(_pool);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => Read(_pool, [(byte)'"', 0xff, (byte)'"']));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private List<WeakReference> ReadMany()
    {
        var texts = new List<WeakReference>();
        for (var i = 0; i < 200_000; i++)
        {
            var text = Read($"\"text-{i}\"");
            Assert.Equal($"text-{i}", text);
            texts.Add(new WeakReference(text));
        }

        return texts;
    }

    private string Read(string json) => Read(_pool, json);

    private static string Read(TextPool pool, string json) => Read(pool, Encoding.UTF8.GetBytes(json));

    private static string Read(TextPool pool, byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return pool.Read(in reader);
    }
}
