using Marrow.Tests;

namespace Marrow.Learning.Tests;

public sealed class PictureNetworkTests
{
    [SharedFact]
    public void A_model_that_scales_its_pictures_by_themselves_is_refused()
    {
        SegmentationModel model = SegmentationModel.Open(SharedData.Path("golden", "nnunet", "tiny", "nnUNetTrainer__nnUNetTinyPlans__2d"));
        Assert.Equal(
            "nnUNetTrainer__nnUNetTinyPlans__2d: takes no plain colour pictures (rgb_to_0_1 in three channels)",
            Assert.Throws<InvalidDataException>(() => new PictureNetwork(model, "0")).Message);
    }
}
