using MathNet.Numerics.LinearAlgebra;

namespace Marrow.Benchmarks;

/// <content>Textures.</content>
internal sealed partial class ScalarRadiomics
{
    private double[] Cooccurrence()
    {
        double[][] all = Directions.Select(Pairs).Where(p => p.Cast<double>().Sum() > 0).Select(CooccurrenceFeatures).ToArray();
        return Enumerable.Range(0, 24).Select(i => all.Average(features => features[i])).ToArray();
    }

    private double[,] Pairs((int X, int Y) step)
    {
        double[,] p = new double[levels + 1, levels + 1];
        double total = 0;
        Each((x, y) =>
        {
            if (At(x + step.X, y + step.Y) is > 0 and int other)
            {
                p[level[y, x], other]++;
                p[other, level[y, x]]++;
                total += 2;
            }
        });
        for (int i = 1; i <= levels; i++)
        {
            for (int j = 1; j <= levels; j++)
            {
                p[i, j] /= Math.Max(total, 1);
            }
        }

        return p;
    }

    private double[] CooccurrenceFeatures(double[,] p)
    {
        double Sum(Func<int, int, double> term)
        {
            double sum = 0;
            for (int i = 1; i <= levels; i++)
            {
                for (int j = 1; j <= levels; j++)
                {
                    sum += p[i, j] == 0 ? 0 : term(i, j);
                }
            }

            return sum;
        }

        double[] marginal = Enumerable.Range(0, levels + 1).Select(i => Enumerable.Range(0, levels + 1).Sum(j => p[i, j])).ToArray();
        double[] plus = Enumerable.Range(0, (2 * levels) + 1).Select(k => Sum((i, j) => i + j == k ? p[i, j] : 0)).ToArray();
        double[] minus = Enumerable.Range(0, levels).Select(k => Sum((i, j) => Math.Abs(i - j) == k ? p[i, j] : 0)).ToArray();
        double mean = Sum((i, j) => i * p[i, j]), variance = Sum((i, _) => 0) + Sum((i, j) => p[i, j] * (i - mean) * (i - mean));
        double Entropy(double[] shares) => -shares.Where(share => share > 0).Sum(share => share * Math.Log2(share));
        double hx = Entropy(marginal), hxy = -Sum((i, j) => p[i, j] * Math.Log2(p[i, j]));
        double hxy1 = -Sum((i, j) => p[i, j] * Math.Log2(marginal[i] * marginal[j]));
        double hxy2 = -Enumerable.Range(1, levels).Sum(i => Enumerable.Range(1, levels).Sum(j => marginal[i] * marginal[j] is > 0 and double q ? q * Math.Log2(q) : 0));
        double difference = Sum((i, j) => p[i, j] * Math.Abs(i - j));
        return
        [
            Sum((i, j) => p[i, j] * i * j), Sum((i, j) => p[i, j] * Math.Pow(i + j - (2 * mean), 4)), Sum((i, j) => p[i, j] * Math.Pow(i + j - (2 * mean), 3)),
            Sum((i, j) => p[i, j] * Math.Pow(i + j - (2 * mean), 2)), Sum((i, j) => p[i, j] * (i - j) * (i - j)),
            Sum((i, j) => p[i, j] * (i - mean) * (j - mean)) / variance, difference, Entropy(minus),
            minus.Select((share, k) => share * (k - difference) * (k - difference)).Sum(), Sum((i, j) => p[i, j] / (1 + Math.Abs(i - j))),
            Sum((i, j) => p[i, j] / (1 + ((i - j) * (i - j)))), Sum((i, j) => p[i, j] / (1 + ((i - j) * (double)(i - j) / levels / levels))),
            Sum((i, j) => p[i, j] / (1 + (Math.Abs(i - j) / (double)levels))), (hxy - hxy1) / hx, Math.Sqrt(1 - Math.Exp(-2 * (hxy2 - hxy))),
            Sum((i, j) => i == j ? 0 : p[i, j] / ((i - j) * (i - j))), mean, Sum((i, j) => p[i, j] * p[i, j]), hxy, Mcc(p, marginal),
            p.Cast<double>().Max(), Sum((i, j) => p[i, j] * (i + j)), Entropy(plus), variance,
        ];
    }

    private static double Mcc(double[,] p, double[] marginal)
    {
        int[] used = Enumerable.Range(0, marginal.Length).Where(i => marginal[i] > 0).ToArray();
        Matrix<double> q = Matrix<double>.Build.Dense(used.Length, used.Length, (a, b) =>
            used.Sum(k => p[used[a], k] * p[used[b], k] / (marginal[used[a]] * marginal[k])));
        return Math.Sqrt(q.Evd().EigenValues.Select(value => value.Real).OrderDescending().ElementAt(1));
    }

    private double[] Runs()
    {
        int longest = Math.Max(width, height);
        double[][] all = Directions.Select(step =>
        {
            double[,] n = new double[levels + 1, longest + 1];
            Each((x, y) =>
            {
                if (At(x - step.X, y - step.Y) != level[y, x])
                {
                    int length = 1;
                    while (At(x + (length * step.X), y + (length * step.Y)) == level[y, x])
                    {
                        length++;
                    }

                    n[level[y, x], length]++;
                }
            });
            LevelSizes s = new(n);
            return (double[])
            [
                s.LevelNonUniformity, s.LevelNonUniformity / s.Total, s.LevelVariance, s.High, s.Large, s.LargeHigh, s.LargeLow, s.Low, s.Entropy,
                s.SizeNonUniformity, s.SizeNonUniformity / s.Total, s.Total / values.Count, s.SizeVariance, s.Small, s.SmallHigh, s.SmallLow,
            ];
        }).ToArray();
        return Enumerable.Range(0, 16).Select(i => all.Average(features => features[i])).ToArray();
    }

    private double[] Zones()
    {
        double[,] n = new double[levels + 1, values.Count + 1];
        bool[,] seen = new bool[height, width];
        Each((x, y) =>
        {
            if (!seen[y, x])
            {
                n[level[y, x], Flood(x, y, seen)]++;
            }
        });
        LevelSizes s = new(n);
        return
        [
            s.LevelNonUniformity, s.LevelNonUniformity / s.Total, s.LevelVariance, s.High, s.Large, s.LargeHigh, s.LargeLow, s.Low,
            s.SizeNonUniformity, s.SizeNonUniformity / s.Total, s.Small, s.SmallHigh, s.SmallLow, s.Entropy, s.Total / values.Count, s.SizeVariance,
        ];
    }

    private int Flood(int startX, int startY, bool[,] seen)
    {
        int size = 0, of = level[startY, startX];
        var open = new Stack<(int X, int Y)>([(startX, startY)]);
        seen[startY, startX] = true;
        while (open.TryPop(out (int X, int Y) at))
        {
            size++;
            foreach ((int dx, int dy) in Ring)
            {
                (int x, int y) = (at.X + dx, at.Y + dy);
                if (At(x, y) == of && !seen[y, x])
                {
                    seen[y, x] = true;
                    open.Push((x, y));
                }
            }
        }

        return size;
    }

    private double[] Dependence()
    {
        double[,] n = new double[levels + 1, 10];
        Each((x, y) => n[level[y, x], 1 + Ring.Count(step => At(x + step.X, y + step.Y) == level[y, x])]++);
        LevelSizes s = new(n);
        return
        [
            s.Entropy, s.SizeNonUniformity, s.SizeNonUniformity / s.Total, s.SizeVariance, s.LevelNonUniformity, s.LevelVariance, s.High, s.Large,
            s.LargeHigh, s.LargeLow, s.Low, s.Small, s.SmallHigh, s.SmallLow,
        ];
    }

    private double[] GreyTone()
    {
        double[] count = new double[levels + 1], difference = new double[levels + 1];
        Each((x, y) =>
        {
            int[] around = Ring.Select(step => At(x + step.X, y + step.Y)).Where(other => other > 0).ToArray();
            if (around.Length > 0)
            {
                count[level[y, x]]++;
                difference[level[y, x]] += Math.Abs(level[y, x] - around.Average());
            }
        });
        double total = count.Sum(), all = difference.Sum(), coarse = 0, busy = 0, complex = 0, contrast = 0, strength = 0;
        int[] used = Enumerable.Range(1, levels).Where(i => count[i] > 0).ToArray();
        foreach (int i in used)
        {
            coarse += count[i] / total * difference[i];
            foreach (int j in used)
            {
                double pi = count[i] / total, pj = count[j] / total, gap = Math.Abs(i - j);
                busy += Math.Abs((i * pi) - (j * pj));
                complex += gap * ((pi * difference[i]) + (pj * difference[j])) / (pi + pj) / total;
                contrast += pi * pj * gap * gap;
                strength += (pi + pj) * gap * gap;
            }
        }

        return [coarse / busy, 1 / coarse, complex, contrast / (used.Length * (used.Length - 1.0)) * all / total, strength / all];
    }

    /// <summary>The sums that run, zone and dependence features share, one loop each.</summary>
    private sealed class LevelSizes(double[,] n)
    {
        public double Total => Sum((_, _, c) => c);

        public double Small => Sum((_, j, c) => c / j / j) / Total;

        public double Large => Sum((_, j, c) => c * j * j) / Total;

        public double Low => Sum((i, _, c) => c / i / i) / Total;

        public double High => Sum((i, _, c) => c * i * i) / Total;

        public double SmallLow => Sum((i, j, c) => c / i / i / j / j) / Total;

        public double SmallHigh => Sum((i, j, c) => c * i * i / j / j) / Total;

        public double LargeLow => Sum((i, j, c) => c * j * j / i / i) / Total;

        public double LargeHigh => Sum((i, j, c) => c * i * i * j * j) / Total;

        public double Entropy => Total is var total ? -Sum((_, _, c) => c / total * Math.Log2(c / total)) : 0;

        public double LevelNonUniformity => Lines(0, 1) / Total;

        public double SizeNonUniformity => Lines(1, 0) / Total;

        public double LevelVariance => Sum((i, _, c) => c * i) / Total is var mean ? Sum((i, _, c) => c * (i - mean) * (i - mean)) / Total : 0;

        public double SizeVariance => Sum((_, j, c) => c * j) / Total is var mean ? Sum((_, j, c) => c * (j - mean) * (j - mean)) / Total : 0;

        private double Lines(int axis, int across)
        {
            double sum = 0;
            for (int a = 0; a < n.GetLength(axis); a++)
            {
                double line = 0;
                for (int b = 0; b < n.GetLength(across); b++)
                {
                    line += axis == 0 ? n[a, b] : n[b, a];
                }

                sum += line * line;
            }

            return sum;
        }

        private double Sum(Func<double, double, double, double> term)
        {
            double sum = 0;
            for (int i = 0; i < n.GetLength(0); i++)
            {
                for (int j = 0; j < n.GetLength(1); j++)
                {
                    sum += n[i, j] == 0 ? 0 : term(i, j, n[i, j]);
                }
            }

            return sum;
        }
    }
}
