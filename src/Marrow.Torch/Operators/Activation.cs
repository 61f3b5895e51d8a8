namespace Marrow.Torch;

/// <summary>The non-linear steps between layers, and probabilities.</summary>
public static class Activation
{
    private static readonly Operator RectifyOperator = new("aten::relu");
    private static readonly Operator LeakyRectifyOperator = new("aten::leaky_relu");
    private static readonly Operator SmoothRectifyOperator = new("aten::gelu");
    private static readonly Operator SigmoidOperator = new("aten::sigmoid");
    private static readonly Operator HyperbolicTangentOperator = new("aten::tanh");
    private static readonly Operator SoftmaxOperator = new("aten::softmax", "int");
    private static readonly Operator LogSoftmaxOperator = new("aten::log_softmax", "int");

    /// <summary>max(x, 0) (ReLU).</summary>
    public static Tensor Rectify(this Tensor tensor) => RectifyOperator.Call(tensor);

    /// <summary>x where positive, slope · x elsewhere (leaky ReLU; Maas 2013).</summary>
    public static Tensor LeakyRectify(this Tensor tensor, double slope = 0.01) => LeakyRectifyOperator.Call(tensor, slope);

    /// <summary>x · Φ(x) (GELU; Hendrycks 2016).</summary>
    public static Tensor SmoothRectify(this Tensor tensor) => SmoothRectifyOperator.Call(tensor);

    public static Tensor Sigmoid(this Tensor tensor) => SigmoidOperator.Call(tensor);

    public static Tensor HyperbolicTangent(this Tensor tensor) => HyperbolicTangentOperator.Call(tensor);

    /// <summary>Probabilities along an axis, which sum to one.</summary>
    public static Tensor Softmax(this Tensor tensor, long axis) => SoftmaxOperator.Call(tensor, axis);

    public static Tensor LogSoftmax(this Tensor tensor, long axis) => LogSoftmaxOperator.Call(tensor, axis);
}
