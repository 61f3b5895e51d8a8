namespace Marrow.Torch;

/// <summary>Products of matrices.</summary>
public static class LinearAlgebra
{
    private static readonly Operator MatrixProductOperator = new("aten::matmul");
    private static readonly Operator LinearOperator = new("aten::linear");

    public static Tensor MatrixProduct(this Tensor left, Tensor right) => MatrixProductOperator.Call(left, right);

    /// <summary>x · weightᵀ + bias; weight is out × in.</summary>
    public static Tensor Linear(this Tensor input, Tensor weight, Tensor? bias) => LinearOperator.Call(input, weight, bias);
}
