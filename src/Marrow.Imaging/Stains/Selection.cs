namespace Marrow.Imaging;

/// <summary>Order statistics in place (Hoare's FIND, 1961, with the middle value as pivot); no value may be NaN.</summary>
internal static class Selection
{
    /// <summary>The value that sorting would put at an index; afterwards all before it are at most as large, all after it at least.</summary>
    public static double Nth(Span<double> values, int index)
    {
        int left = 0, right = values.Length - 1;
        while (left < right)
        {
            double pivot = values[left + ((right - left) / 2)];
            int i = left, j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (index > j && index < i)
            {
                break;
            }

            (left, right) = index <= j ? (left, j) : (i, right);
        }

        return values[index];
    }
}
