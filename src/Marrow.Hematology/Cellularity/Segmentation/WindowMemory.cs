namespace Marrow.Hematology.Segmentation;

/// <summary>Gives back the large arrays that a window or strip of a slide leaves behind, which the collector would let pile up.</summary>
internal static class WindowMemory
{
    public static void Release() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
}
