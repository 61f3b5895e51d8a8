namespace Marrow.Learning;

/// <summary>
/// How many numbers the convolutions of a network put out for one picture: the yardstick by which planning fits a network into memory.
/// Counts what dynamic-network-architectures' compute_conv_feature_map_size counts, without building the network.
/// </summary>
internal static class ActivationCount
{
    public static long Of(NetworkArchitecture network, int[] patch, int heads) =>
        checked(Encoder(network, patch) + Decoder(network, patch, heads));

    private static long Encoder(NetworkArchitecture network, int[] patch)
    {
        int[] size = [.. patch];
        long count = network.IsResidual ? Volume(network.Features[0], size) : 0;
        for (int stage = 0; stage < network.StageCount; stage++)
        {
            int[] strided = Divide(size, network.Strides[stage]);
            long map = Volume(network.Features[stage], strided);
            count = checked(count + (network.IsResidual ? ResidualStage(network, stage, map, IsSame(size, strided)) : network.EncoderDepths[stage] * map));
            size = strided;
        }

        return count;
    }

    // Two convolutions a block; the first block also projects its shortcut where channels or size change.
    private static long ResidualStage(NetworkArchitecture network, int stage, long map, bool keepsSize)
    {
        int before = network.Features[Math.Max(0, stage - 1)];
        bool projects = before != network.Features[stage] || !keepsSize;
        return checked((2 * network.EncoderDepths[stage] * map) + (projects ? map : 0));
    }

    private static long Decoder(NetworkArchitecture network, int[] patch, int heads)
    {
        int[] size = [.. patch];
        long count = 0;
        for (int stage = 0; stage < network.StageCount - 1; stage++)
        {
            size = Divide(size, network.Strides[stage]);
            int depth = network.DecoderDepths[network.StageCount - 2 - stage];
            count = checked(count + ((depth + 1) * Volume(network.Features[stage], size)));
            count = checked(count + (stage == 0 ? Volume(heads, size) : 0));
        }

        return count;
    }

    private static long Volume(int channels, int[] size) => checked((long)channels * size[0] * size[1]);

    private static int[] Divide(int[] size, int[] stride) => [size[0] / stride[0], size[1] / stride[1]];

    private static bool IsSame(int[] a, int[] b) => a[0] == b[0] && a[1] == b[1];
}
