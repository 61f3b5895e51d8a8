using System.Collections.Concurrent;
using Marrow.Slides;

namespace Marrow.Hematology.Tests;

public class InOrderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Each_number_is_taken_once(int count)
    {
        ConcurrentBag<int> taken = [];
        InOrder.Each(count, taken.Add);
        Assert.Equal(Enumerable.Range(0, count), taken.Order());
    }

    [Fact]
    public void A_number_waits_for_no_later_one()
    {
        using SemaphoreSlim first = new(0);
        InOrder.Each(2, number =>
        {
            if (number == 0)
            {
                first.Release();
            }
            else
            {
                Assert.True(first.Wait(TimeSpan.FromSeconds(30)));
            }
        });
    }

    [Fact]
    public void A_failure_ends_the_loop_and_comes_out()
    {
        int taken = 0;
        AggregateException failure = Assert.Throws<AggregateException>(() => InOrder.Each(1_000_000, number =>
        {
            Interlocked.Increment(ref taken);
            throw new SlideFormatException("picture", $"number {number}");
        }));
        Assert.All(failure.InnerExceptions, inner => Assert.IsType<SlideFormatException>(inner));
        Assert.InRange(taken, 1, Environment.ProcessorCount);
    }

    [Fact]
    public void A_cancelled_loop_is_told_from_a_failed_one()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => ParallelFailure.Unbundle(() =>
        {
            InOrder.Each(1_000_000, _ => source.Cancel(), source.Token);
            return true;
        }));
    }
}
