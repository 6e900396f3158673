using Istiod.Registry;
using Istiod.Tests.Authority;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Registry;

public sealed class TouchedPathsTests : IDisposable
{
    private const string File = "/config/a.yaml";
    private const string Other = "/config/b.yaml";

    private readonly FakeTimeProvider _time = new();
    private readonly TouchedPaths _touched;
    private int _due;

    public TouchedPathsTests() => _touched = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250), () => _due++, _time);

    public void Dispose() => _touched.Dispose();

    [Fact]
    public void A_file_put_in_place_whole_is_read_at_once()
    {
        _touched.Add(File, isWhole: true);

        Assert.Equal(1, _due);
        Assert.Equal([File], Take());
        Assert.Empty(Take());
    }

    [Fact]
    public void A_file_that_is_written_is_read_when_nobody_has_written_for_a_while()
    {
        _touched.Add(File, isWhole: false);
        Advance(60);
        _touched.Add(File, isWhole: false);

        Advance(99);
        Assert.Empty(Take());
        Assert.Equal(0, _due);

        // Told at most a tenth of the quiet time late.
        Advance(11);
        Assert.True(_due > 0);
        Assert.Equal([File], Take());
    }

    [Fact]
    public void A_file_that_is_never_quiet_is_read_at_the_ceiling_and_not_before()
    {
        for (var passed = 0; passed < 250; passed += 10)
        {
            _touched.Add(File, isWhole: false);
            Assert.Empty(Take());
            Assert.Equal(0, _due);
            Advance(10);
        }

        Assert.True(_due > 0);
        Assert.Equal([File], Take());
    }

    [Fact]
    public void Files_wait_for_themselves_only()
    {
        _touched.Add(File, isWhole: false);
        Advance(50);
        _touched.Add(Other, isWhole: false);

        Advance(50);
        Assert.Equal([File], Take());

        Advance(50);
        Assert.Equal([Other], Take());
    }

    [Fact]
    public void A_file_that_is_gone_may_be_about_to_be_replaced()
    {
        // An editor moves the file away and writes it anew; in the end another tool puts one in its place.
        _touched.Add(File, isWhole: false);
        Advance(20);
        Assert.Empty(Take());

        _touched.Add(File, isWhole: true);
        Assert.Equal([File], Take());
    }

    [Fact]
    public void A_folder_is_searched_when_no_file_is_half_written()
    {
        using var folder = new TemporaryDirectory();
        Directory.CreateDirectory(folder["sub"]);
        _touched.Add(folder["sub"], isWhole: true);
        _touched.Add("", isWhole: true);
        _touched.Add(File, isWhole: false);
        _touched.Add(Other, isWhole: true);

        Assert.Equal([Other], Take());

        Advance(100);
        Assert.Equal(new HashSet<string> { folder["sub"], "", File }, [.. Take()]);
    }

    [Fact]
    public void A_folder_is_searched_at_the_ceiling_even_when_files_are_written()
    {
        _touched.Add("", isWhole: true);
        for (var passed = 0; passed < 250; passed += 50)
        {
            _touched.Add(File, isWhole: false);
            Assert.DoesNotContain("", Take());
            Advance(50);
        }

        Assert.Contains("", Take());
    }

    [Fact]
    public void The_first_change_of_what_is_taken_is_told()
    {
        var first = _time.GetTimestamp();
        _touched.Add(File, isWhole: false);
        Advance(30);
        _touched.Add(File, isWhole: false);
        _touched.Add(Other, isWhole: false);
        Advance(100);

        Assert.Equal(2, _touched.Take(out var firstAt).Count);
        Assert.Equal(first, firstAt);
        _touched.Take(out firstAt);
        Assert.Null(firstAt);
    }

    [Fact]
    public void Many_files_are_looked_at_in_few_rounds()
    {
        for (var i = 0; i < 1000; i++)
        {
            _touched.Add($"/config/{i}.yaml", isWhole: false);
            _time.Advance(TimeSpan.FromMilliseconds(0.1));
        }

        for (var i = 0; i < 300; i++)
        {
            Advance(1);
            Take();
        }

        Assert.InRange(_due, 1, 20);
        Assert.Empty(Take());
    }

    private List<string> Take() => _touched.Take(out _);

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
