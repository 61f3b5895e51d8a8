using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>What analyses a slide: <see cref="CellularityAnalysis.Run"/>, or another method at the same place.</summary>
public delegate CellularityAnalysisResult CellularityMethod(Slide slide, CellularityOptions options, ICompartmentSink sink, CancellationToken token);
