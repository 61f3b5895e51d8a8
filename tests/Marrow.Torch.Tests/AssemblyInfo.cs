// The count of live native tensors is one for the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
