using Marrow.Slides;

namespace Marrow.Hematology;

/// <summary>The collector on a machine with much memory lets a stage's pictures lie beside the next one's; this gives them back to the system.</summary>
internal static class HeapMemory
{
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.GiveBack();
    }
}
