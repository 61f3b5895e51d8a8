namespace Marrow.Hematology;

/// <summary>One slide of a running study is done.</summary>
/// <param name="Done">Slides done, this one included.</param>
/// <param name="IsKept">True where an earlier run's result was whole and made the same way, so that it was kept.</param>
public sealed record StudyProgress(int Done, int Total, StudyRow Row, bool IsKept);
