using Marrow.Tests;

namespace Marrow.Learning.Tests;

public class NumpyFileTests
{
    [SharedFact]
    public void An_archive_gives_its_arrays_with_shape_and_values()
    {
        NumpyArray image = NumpyFile.ReadAll(SharedData.Path("golden", "nnunet", "augment", "augment.npz"))["image"];
        Assert.Equal([3, 76, 90], image.Shape);
        Assert.Equal(-2.6329149e-02f, image.Floats[0]);
    }
}
