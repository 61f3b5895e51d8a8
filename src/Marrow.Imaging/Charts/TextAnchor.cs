namespace Marrow.Imaging;

/// <summary>Which point of a text lies at its position.</summary>
public enum TextAnchor
{
    Start,
    Middle,
    End,
}
