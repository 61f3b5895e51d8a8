using System.Collections.Concurrent;

namespace Marrow.Hematology;

/// <summary>Numbers for a parallel loop that takes them one by one in order, as a picture that is decoded from top to bottom wants it.</summary>
internal static class InOrder
{
    public static Partitioner<int> Of(int count) => Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering);
}
