using Marrow.Benchmarks;
using Marrow.Torch;

TorchLibrary.ShortenWaits();

// One subject per name; each prints its measurements and exits 0.
Dictionary<string, Func<string[], int>> subjects = new()
{
    ["stain"] = StainBenchmark.Run,
    ["radiomics"] = RadiomicsBenchmark.Run,
    ["cellularity"] = CellularityBenchmark.Run,
    ["predict"] = PredictionBenchmark.Run,
    ["train"] = TrainingBenchmark.Run,
};

if (args.Length == 0 || !subjects.TryGetValue(args[0], out Func<string[], int>? run))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project bench/Marrow.Benchmarks -- {string.Join('|', subjects.Keys)} [ARGUMENTS]");
    return 1;
}

return run(args[1..]);
