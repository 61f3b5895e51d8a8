namespace Marrow.Slides.Tests;

public sealed class Adler32Tests
{
    // Value: RFC 1950's algorithm on the name of an encyclopedia, as that encyclopedia's article gives it.
    [Fact]
    public void The_sum_of_a_known_text_is_its_known_sum() => Assert.Equal(0x11E60398u, Adler32.Of("Wikipedia"u8).Value);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5552)]
    [InlineData(70_000)]
    public void The_sums_of_two_parts_join_to_the_sum_of_the_whole(int split)
    {
        byte[] bytes = new byte[150_000];
        new Random(1).NextBytes(bytes);
        bytes.AsSpan(20_000, 50_000).Fill(255);
        Adler32 joined = Adler32.Empty.Then(Adler32.Of(bytes.AsSpan(0, split)), split).Then(Adler32.Of(bytes.AsSpan(split)), bytes.Length - split);
        Assert.Equal(Adler32.Of(bytes), joined);
        Assert.Equal(Plain(bytes), joined.Value);
    }

    private static uint Plain(byte[] bytes)
    {
        uint low = 1, high = 0;
        foreach (byte value in bytes)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        return (high << 16) | low;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(5552)]
    [InlineData(20_001)]
    public void Any_length_has_the_sums_of_the_definition(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        bytes.AsSpan(0, length / 2).Fill(255);
        uint low = 1, high = 0;
        foreach (byte value in bytes)
        {
            low = (low + value) % 65521;
            high = (high + low) % 65521;
        }

        Assert.Equal(new Adler32(low, high), Adler32.Of(bytes));
    }
}
