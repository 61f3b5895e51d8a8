namespace Marrow.Torch.Checkpoints;

/// <summary>Makes a tensor of a checkpoint from the storage that it shares: offset, shape and strides.</summary>
internal static class StoredTensor
{
    private static readonly Operator AsStridedOperator = new("aten::as_strided");

    /// <summary>Arguments as torch writes them: storage, offset, shape, strides, requires_grad, hooks.</summary>
    public static object Rebuild(object?[] arguments)
    {
        if (arguments is not [Tensor storage, long offset, CheckpointTuple shape, CheckpointTuple strides, ..])
        {
            throw Damaged();
        }

        long[] lengths = Integers(shape);
        long[] steps = Integers(strides);
        if (lengths.Length != steps.Length || offset < 0 || Last(lengths, steps, offset) >= storage.Count)
        {
            throw Damaged();
        }

        return AsStridedOperator.Call(storage, lengths, steps, offset);
    }

    private static long Last(long[] lengths, long[] steps, long offset)
    {
        if (lengths.Contains(0))
        {
            return -1;
        }

        long last = offset;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0 || steps[i] < 0)
            {
                throw Damaged();
            }

            last = checked(last + ((lengths[i] - 1) * steps[i]));
        }

        return last;
    }

    private static long[] Integers(CheckpointTuple tuple) => tuple.Items.Select(item => item is long value ? value : throw Damaged()).ToArray();

    private static CheckpointException Damaged() => new("it has a tensor that does not fit its storage");
}
