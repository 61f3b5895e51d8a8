namespace Marrow.Hematology.Segmentation;

/// <summary>How the compartments found become those reported.</summary>
/// <param name="AllIsMarrow">The user says that everything analysed is marrow: what is not fat is haematopoietic.</param>
/// <param name="GreyThreshold">Where given, fat is what is strictly brighter, instead of the vacuoles.</param>
internal sealed record Relabelling(bool AllIsMarrow, double? GreyThreshold)
{
    /// <summary>True where labels stay what they are.</summary>
    public bool KeepsAll => !AllIsMarrow && GreyThreshold is null;

    /// <summary>Changes a row of labels in place; what is not analysed becomes <see cref="Compartment.Outside"/>.</summary>
    public void Apply(Span<byte> labels, ReadOnlySpan<byte> gray, ReadOnlySpan<byte> inside)
    {
        const byte Haematopoietic = (byte)Compartment.Haematopoietic, Fat = (byte)Compartment.Fat;
        int threshold = (int)Math.Floor(GreyThreshold ?? 0);
        for (int i = 0; i < labels.Length; i++)
        {
            byte label = AllIsMarrow && labels[i] != Fat ? Haematopoietic : labels[i];
            if (GreyThreshold is not null && label is (Haematopoietic or Fat))
            {
                label = gray[i] > threshold ? Fat : Haematopoietic;
            }

            labels[i] = inside[i] != 0 ? label : (byte)Compartment.Outside;
        }
    }
}
