namespace Marrow.Hematology;

/// <summary>A reason to distrust a number, found in the slide or in the analysis itself.</summary>
/// <param name="Code">Stable, camelCase: <c>regionSmall</c>, <c>clampActive</c>, <c>fixedByConstruction</c>, <c>focusPoor</c>, <c>whiteBalanceOff</c>, <c>excludedLarge</c>, <c>resolutionUnknown</c> …</param>
/// <param name="Message">One sentence with the measured value and the limit.</param>
public sealed record Suspicion(string Code, string Message);
