using System.Text;
using CsCheck;
using Istio.Http.Http2;
using Istio.Http.Http2.Hpack;

namespace Istio.Http.Tests.Http2.Hpack;

public sealed class HpackDecoderTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char['a', 'z'], 1, 30];
    private static readonly Gen<string> Value = Gen.String[Gen.Char['\u0000', '\u00ff'], 0, 300];

    [Fact]
    public void What_the_writer_writes_the_decoder_reads() => Gen.Select(Name, Value).Array[0, 20].Sample(fields =>
    {
        var block = new byte[64 * 1024];
        var writer = new HpackWriter(block);
        foreach (var (name, value) in fields)
        {
            writer.Write(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(value));
        }

        var decoded = new HeaderList(64 * 1024);
        Assert.Equal(HpackStatus.Decoded, new HpackDecoder(4096).Decode(block.AsSpan(0, writer.Written), decoded));
        Assert.Equal(fields, Enumerable.Range(0, decoded.Count).Select(i => (Latin(decoded.Name(i)), Latin(decoded.Value(i)))));
    });

    [Theory]
    [InlineData("80", "index 0")]
    [InlineData("be", "an index beyond both tables")]
    [InlineData("ffffffffff0f", "an integer without end")]
    [InlineData("3fe21f", "a table larger than announced (4097)")]
    [InlineData("8220", "a table size update after a field")]
    [InlineData("400561", "a string longer than the block")]
    [InlineData("4001", "no string at all")]
    [InlineData("4082ffff0161", "padding of two octets")]
    [InlineData("408100", "padding of zeros")]
    [InlineData("4084ffffffff0161", "a coded end of string")]
    public void A_malformed_block_is_refused(string hex, string why)
    {
        var status = new HpackDecoder(4096).Decode(Convert.FromHexString(hex), new HeaderList(16 * 1024));
        Assert.True(status == HpackStatus.Malformed, why);
    }

    /// <summary>A value of 4 KB stored once, then named by one octet each time: 200 octets would become 800 KB.</summary>
    [Fact]
    public void A_list_that_grows_beyond_the_limit_is_refused_without_storing_it()
    {
        var block = new byte[4500];
        block[0] = 0x40;
        var at = 1 + HpackInteger.Write(block.AsSpan(1), 0, 7, 1);
        block[at++] = (byte)'a';
        at += HpackInteger.Write(block.AsSpan(at), 0, 7, 4000);
        at += 4000;
        block.AsSpan(at, 200).Fill(0xbe);
        var fields = new HeaderList(16 * 1024);
        Assert.Equal(HpackStatus.TooLarge, new HpackDecoder(4096).Decode(block.AsSpan(0, at + 200), fields));
        Assert.InRange(fields.Size, 1, 17 * 1024);
    }

    /// <summary>A list beyond the limit is decoded to four times its size, and nothing of it is kept.</summary>
    [Theory]
    [InlineData(500, false)]
    [InlineData(600, true)]
    [InlineData(2000, true)]
    public void Many_empty_fields_count_with_their_overhead(int count, bool isTooLarge)
    {
        var fields = new HeaderList(16 * 1024);
        Assert.Equal(HpackStatus.Decoded, new HpackDecoder(4096).Decode(EmptyFields(count), fields));
        Assert.Equal((isTooLarge, isTooLarge ? 0 : count), (fields.IsTooLarge, fields.Count));
    }

    [Fact]
    public void A_list_beyond_four_times_the_limit_is_not_decoded_to_its_end() =>
        Assert.Equal(HpackStatus.TooLarge, new HpackDecoder(4096).Decode(EmptyFields(2100), new HeaderList(16 * 1024)));

    private static byte[] EmptyFields(int count)
    {
        var block = new byte[3 * count];
        for (var i = 0; i < block.Length; i += 3)
        {
            block[i + 1] = 0; // Literal, empty name, empty value.
        }

        return block;
    }

    [Fact]
    public void Any_bytes_are_decoded_or_refused_without_an_exception() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        var fields = new HeaderList(16 * 1024);
        new HpackDecoder(4096).Decode(bytes, fields);
        for (var i = 0; i < fields.Count; i++)
        {
            _ = fields.Name(i).Length + fields.Value(i).Length;
        }
    });

    [Fact]
    public void The_dynamic_table_never_exceeds_its_size() => Gen.Select(Gen.Int[0, 300], Gen.Int[0, 3000]).Array[1, 60].Sample(steps =>
    {
        var table = new DynamicTable(4096);
        foreach (var (length, resize) in steps)
        {
            table.Add("name"u8, new byte[length]);
            if (resize < 300)
            {
                table.Resize(resize);
            }

            var sum = 0;
            for (var i = 0; i < table.Count; i++)
            {
                sum += table.Get(i).Size;
            }

            Assert.Equal(table.Size, sum);
            Assert.True(table.Size <= table.MaxSize);
        }
    });

    private static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
