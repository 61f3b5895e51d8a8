namespace Marrow.Hematology;

/// <summary>One fat vacuole to draw: a circle with an oval and a three-cornered deformation.</summary>
/// <param name="X">Centre, µm.</param>
/// <param name="Y">Centre, µm.</param>
/// <param name="Radius">Mean radius, µm.</param>
/// <param name="Oval">Cosine and sine part of the deformation of second order, fractions of the radius.</param>
/// <param name="Corner">Cosine and sine part of the deformation of third order, fractions of the radius.</param>
internal readonly record struct Adipocyte(float X, float Y, float Radius, (float Cos, float Sin) Oval, (float Cos, float Sin) Corner)
{
    /// <summary>Largest distance of the border from the centre, µm.</summary>
    public float Reach => Radius * (1 + Math.Abs(Oval.Cos) + Math.Abs(Oval.Sin) + Math.Abs(Corner.Cos) + Math.Abs(Corner.Sin));

    /// <summary>The unit vector from the centre to a place.</summary>
    public (float X, float Y) Direction(float x, float y)
    {
        float dx = x - X, dy = y - Y;
        float d = MathF.Max(MathF.Sqrt((dx * dx) + (dy * dy)), 1e-3f);
        return (dx / d, dy / d);
    }

    /// <summary>Distance to the border, µm, negative inside; exact along each ray from the centre.</summary>
    public float Distance(float x, float y)
    {
        float dx = x - X, dy = y - Y;
        float d = MathF.Max(MathF.Sqrt((dx * dx) + (dy * dy)), 1e-3f);
        float ux = dx / d, uy = dy / d;
        float cos2 = (ux * ux) - (uy * uy), sin2 = (ux + ux) * uy;
        float cos3 = (ux * cos2) - (uy * sin2), sin3 = (ux * sin2) + (uy * cos2);
        return d - (Radius * (1 + (Oval.Cos * cos2) + (Oval.Sin * sin2) + (Corner.Cos * cos3) + (Corner.Sin * sin3)));
    }
}
