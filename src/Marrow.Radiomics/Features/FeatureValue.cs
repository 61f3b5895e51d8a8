namespace Marrow.Radiomics;

/// <summary>A finite number, or none and why; never NaN and never infinite.</summary>
public readonly record struct FeatureValue
{
    private FeatureValue(double? value, string reason) => (Value, Reason) = (value, reason);

    public double? Value { get; }

    /// <summary>Why there is no value; empty where there is one.</summary>
    public string Reason { get => field ?? "never measured"; }

    public static FeatureValue Undefined(string reason) => new(null, reason);

    /// <summary>The value, or the reason where the value is not a finite number.</summary>
    public static FeatureValue Of(double value, string reason) =>
        double.IsFinite(value) ? new(value, "") : Undefined(reason);
}
