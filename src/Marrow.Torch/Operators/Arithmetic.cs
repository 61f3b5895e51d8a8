namespace Marrow.Torch;

/// <summary>Number by number, with broadcasting: sums, products, powers, comparisons. Names that end in InPlace change their tensor.</summary>
public static class Arithmetic
{
    private static readonly Operator AddOperator = new("aten::add", "Tensor");
    private static readonly Operator AddNumber = new("aten::add", "Scalar");
    private static readonly Operator SubtractOperator = new("aten::sub", "Tensor");
    private static readonly Operator MultiplyOperator = new("aten::mul", "Tensor");
    private static readonly Operator MultiplyNumber = new("aten::mul", "Scalar");
    private static readonly Operator DivideOperator = new("aten::div", "Tensor");
    private static readonly Operator PowerOperator = new("aten::pow", "Tensor_Scalar");
    private static readonly Operator SquareRootOperator = new("aten::sqrt");
    private static readonly Operator ExponentialOperator = new("aten::exp");
    private static readonly Operator LogarithmOperator = new("aten::log");
    private static readonly Operator AbsoluteOperator = new("aten::abs");
    private static readonly Operator NegateOperator = new("aten::neg");
    private static readonly Operator ClampOperator = new("aten::clamp");
    private static readonly Operator MaximumOperator = new("aten::maximum");
    private static readonly Operator MinimumOperator = new("aten::minimum");
    private static readonly Operator EqualOperator = new("aten::eq", "Tensor");
    private static readonly Operator EqualNumber = new("aten::eq", "Scalar");
    private static readonly Operator GreaterNumber = new("aten::gt", "Scalar");
    private static readonly Operator NotOperator = new("aten::logical_not");
    private static readonly Operator FiniteOperator = new("aten::isfinite");
    private static readonly Operator WhereOperator = new("aten::where", "self");
    private static readonly Operator AddInto = new("aten::add_", "Tensor");
    private static readonly Operator MultiplyInto = new("aten::mul_", "Tensor");
    private static readonly Operator MultiplyIntoNumber = new("aten::mul_", "Scalar");
    private static readonly Operator AddProductInto = new("aten::addcmul_");
    private static readonly Operator AddQuotientInto = new("aten::addcdiv_");
    private static readonly Operator CopyInto = new("aten::copy_");

    public static Tensor Add(this Tensor left, Tensor right, double factor = 1) => AddOperator.Call(left, right, factor == 1 ? Argument.Default : factor);

    public static Tensor Add(this Tensor left, double right) => AddNumber.Call(left, right);

    public static Tensor Subtract(this Tensor left, Tensor right) => SubtractOperator.Call(left, right);

    public static Tensor Multiply(this Tensor left, Tensor right) => MultiplyOperator.Call(left, right);

    public static Tensor Multiply(this Tensor left, double right) => MultiplyNumber.Call(left, right);

    public static Tensor Divide(this Tensor left, Tensor right) => DivideOperator.Call(left, right);

    public static Tensor Power(this Tensor tensor, double exponent) => PowerOperator.Call(tensor, exponent);

    public static Tensor SquareRoot(this Tensor tensor) => SquareRootOperator.Call(tensor);

    public static Tensor Exponential(this Tensor tensor) => ExponentialOperator.Call(tensor);

    /// <summary>The natural logarithm.</summary>
    public static Tensor Logarithm(this Tensor tensor) => LogarithmOperator.Call(tensor);

    public static Tensor Absolute(this Tensor tensor) => AbsoluteOperator.Call(tensor);

    public static Tensor Negate(this Tensor tensor) => NegateOperator.Call(tensor);

    public static Tensor Clamp(this Tensor tensor, double? low = null, double? high = null) =>
        ClampOperator.Call(tensor, low is { } least ? least : Argument.None, high is { } most ? most : Argument.None);

    public static Tensor Maximum(this Tensor left, Tensor right) => MaximumOperator.Call(left, right);

    public static Tensor Minimum(this Tensor left, Tensor right) => MinimumOperator.Call(left, right);

    public static Tensor IsEqualTo(this Tensor left, Tensor right) => EqualOperator.Call(left, right);

    public static Tensor IsEqualTo(this Tensor left, double right) => EqualNumber.Call(left, right);

    public static Tensor IsGreaterThan(this Tensor left, double right) => GreaterNumber.Call(left, right);

    public static Tensor Not(this Tensor tensor) => NotOperator.Call(tensor);

    public static Tensor IsFinite(this Tensor tensor) => FiniteOperator.Call(tensor);

    /// <summary>Takes from one tensor where the condition holds, from the other elsewhere.</summary>
    public static Tensor Where(this Tensor condition, Tensor yes, Tensor no) => WhereOperator.Call(condition, yes, no);

    public static void AddInPlace(this Tensor left, Tensor right, double factor = 1) => AddInto.CallInPlace(left, right, factor == 1 ? Argument.Default : factor);

    public static void MultiplyInPlace(this Tensor left, Tensor right) => MultiplyInto.CallInPlace(left, right);

    public static void MultiplyInPlace(this Tensor left, double right) => MultiplyIntoNumber.CallInPlace(left, right);

    /// <summary>left += factor · first · second.</summary>
    public static void AddProductInPlace(this Tensor left, Tensor first, Tensor second, double factor) =>
        AddProductInto.CallInPlace(left, first, second, factor);

    /// <summary>left += factor · first / second.</summary>
    public static void AddQuotientInPlace(this Tensor left, Tensor first, Tensor second, double factor) =>
        AddQuotientInto.CallInPlace(left, first, second, factor);

    /// <summary>Writes another tensor's values into this one, with its type and layout.</summary>
    public static void CopyFrom(this Tensor tensor, Tensor source) => CopyInto.CallInPlace(tensor, source);
}
