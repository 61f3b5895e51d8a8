namespace Marrow.Radiomics.Tests;

/// <summary>Reads CSV files with quoted cells.</summary>
internal static class ReferenceTable
{
    public static IReadOnlyList<string[]> Read(string path, char separator = ',') =>
        File.ReadAllLines(path).Where(line => line.Length > 0).Select(line => Cells(line, separator).ToArray()).ToArray();

    private static IEnumerable<string> Cells(string line, char separator)
    {
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == line.Length || (line[i] == separator && !quoted))
            {
                yield return line[start..i].Trim('"');
                start = i + 1;
            }
        }
    }
}
