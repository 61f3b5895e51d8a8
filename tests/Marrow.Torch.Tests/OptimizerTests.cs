namespace Marrow.Torch.Tests;

public class OptimizerTests
{
    // Two steps by hand from the update rules, gradient = 2w, weight 1.
    [Fact]
    public void Sgd_follows_Nesterov()
    {
        SgdOptions options = new() { LearningRate = 0.1, Momentum = 0.9, WeightDecay = 0.01 };
        double weight = 1;
        double buffer = 0;
        for (int step = 0; step < 2; step++)
        {
            double change = (2 * weight) + (0.01 * weight);
            buffer = step == 0 ? change : (0.9 * buffer) + change;
            weight -= 0.1 * (change + (0.9 * buffer));
        }

        Assert.Equal(weight, Train(weights => new SgdOptimizer(weights, options), 2), 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Adam_follows_Kingma_and_Loshchilov(bool isDecoupled)
    {
        AdamOptions options = new() { LearningRate = 0.1, WeightDecay = 0.01, DecayIsDecoupled = isDecoupled };
        (double weight, double mean, double square) = (1, 0, 0);
        for (int step = 1; step <= 3; step++)
        {
            double gradient = 2 * weight;
            if (isDecoupled)
            {
                weight *= 1 - (0.1 * 0.01);
            }
            else
            {
                gradient += 0.01 * weight;
            }

            mean = (0.9 * mean) + (0.1 * gradient);
            square = (0.999 * square) + (0.001 * gradient * gradient);
            weight -= 0.1 * (mean / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(square / (1 - Math.Pow(0.999, step))) + 1e-8);
        }

        Assert.Equal(weight, Train(weights => new AdamOptimizer(weights, options), 3), 1e-12);
    }

    [Fact]
    public void Clipping_scales_all_gradients_together()
    {
        using Scope scope = new();
        Tensor first = Leaf(3);
        Tensor second = Leaf(4);
        first.Multiply(first).Add(second.Multiply(second)).Multiply(0.5).Backward();
        using SgdOptimizer optimizer = new([first, second], new SgdOptions());
        Assert.Equal(5, optimizer.ClipGradients(1), 1e-12);
        Assert.Equal(0.6, first.Gradient!.Item(), 1e-6);
        Assert.Equal(0.8, second.Gradient!.Item(), 1e-6);
        Assert.Equal(1, optimizer.ClipGradients(12), 1e-6);
        Assert.Equal(0.6, first.Gradient!.Item(), 1e-6);
    }

    // One pass over memory, and the steps one after the other: the same float32 arithmetic but for its rounding, on weights of two layouts.
    [Fact]
    public void Clipping_and_descending_at_once_equals_one_after_the_other()
    {
        using Scope scope = new();
        Tensor[][] weights = [Drawn(), Drawn()];
        using SgdOptimizer together = new(weights[0], new SgdOptions()), apart = new(weights[1], new SgdOptions());
        for (int step = 0; step < 3; step++)
        {
            foreach (Tensor[] own in weights)
            {
                Array.ForEach(own, weight => weight.ClearGradient());
                own[0].Power(3).Sum().Add(own[1].Power(2).Sum()).Multiply(10).Backward();
            }

            double norm = together.StepClipped(1);
            Assert.Equal(apart.ClipGradients(1), norm, 1e-3);
            apart.Step();
        }

        foreach ((Tensor got, Tensor wanted) in weights[0].Zip(weights[1]))
        {
            Assert.All(got.Contiguous().ToArray<float>().Zip(wanted.Contiguous().ToArray<float>()), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        }
    }

    private static Tensor[] Drawn()
    {
        using Generator generator = new(5);
        Tensor[] drawn =
        [
            Creation.Empty([64, 65, 3, 3]).FillNormal(0, 0.1, generator).Contiguous(MemoryFormat.ChannelsLast),
            Creation.Empty([7]).FillNormal(0, 1, generator),
        ];
        Array.ForEach(drawn, weight => weight.RequiresGradient = true);
        return drawn;
    }

    [Fact]
    public void A_weight_without_gradient_is_left_alone()
    {
        using Scope scope = new();
        Tensor weight = Leaf(3);
        using SgdOptimizer optimizer = new([weight], new SgdOptions());
        optimizer.Step();
        Assert.Equal(3, weight.Item());
        Assert.Null(optimizer.Momentum[0]);
    }

    [Fact]
    public void Schedules_follow_their_formulas()
    {
        Assert.Equal(0.007254178469372199, new PolySchedule(0.01, 1000).RateAt(300), 1e-15);
        CosineSchedule cosine = new(1, 110, 10);
        Assert.Equal([0.1, 1, 1, 0.5, 0], new[] { 0, 9, 10, 60, 110 }.Select(cosine.RateAt), (a, b) => Math.Abs(a - b) < 1e-12);
        PlateauSchedule plateau = new(1, 0.5, 1);
        Assert.Equal([1, 1, 0.5, 0.5], new[] { 0.3, 0.3, 0.3, 0.4 }.Select(plateau.Next));
    }

    [Fact]
    public void A_scale_halves_on_overflow_and_the_step_is_skipped()
    {
        using Scope scope = new();
        Tensor weight = Leaf(1);
        GradientScale scale = new();
        scale.Apply(weight.Multiply(3)).Backward();
        Assert.True(scale.Unscale([weight]));
        Assert.Equal(3, weight.Gradient!.Item(), 1e-9);
        weight.ClearGradient();
        weight.Multiply(double.PositiveInfinity).Backward();
        Assert.False(scale.Unscale([weight]));
        Assert.Equal(32768, scale.Value);
    }

    [Fact]
    public void A_thousand_steps_leave_no_tensor_behind()
    {
        using ConvolutionLayer layer = new(2, 3, [3, 3], ConvolutionShape.Same([3, 3], [1, 1]));
        using Generator generator = new(1);
        Initializer.FillHeNormal(layer.Kernel, 0, generator);
        using SgdOptimizer optimizer = new(layer.Weights(), new SgdOptions { LearningRate = 1e-4 });
        using Tensor input = Creation.Ones([1, 2, 8, 8]);
        Step(layer, optimizer, input);
        long before = TorchLibrary.LiveTensors;
        for (int step = 0; step < 1000; step++)
        {
            Step(layer, optimizer, input);
        }

        Assert.Equal(before, TorchLibrary.LiveTensors);
    }

    private static void Step(ConvolutionLayer layer, SgdOptimizer optimizer, Tensor input)
    {
        using Scope scope = new();
        optimizer.ClearGradients();
        layer.Forward(input).Power(2).Mean().Backward();
        optimizer.ClipGradients(1);
        optimizer.Step();
    }

    private static double Train(Func<Tensor[], Optimizer> build, int steps)
    {
        using Scope scope = new();
        Tensor weight = Leaf(1);
        using Optimizer optimizer = build([weight]);
        for (int step = 0; step < steps; step++)
        {
            optimizer.ClearGradients();
            weight.Multiply(weight).Backward();
            optimizer.Step();
        }

        return weight.Item();
    }

    private static Tensor Leaf(double value)
    {
        Tensor leaf = Creation.Number(value, ElementType.Float64);
        leaf.RequiresGradient = true;
        return leaf;
    }
}
