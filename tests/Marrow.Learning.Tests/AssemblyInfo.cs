// Tests count the native tensors and set the threads of the whole process, so one class at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
