using Marrow.Tests;

namespace Marrow.Learning.Tests;

/// <summary>The fingerprint of real pictures against nnU-Net's own, its random draws included.</summary>
public class FingerprintReferenceTests
{
    [SharedFact]
    public void White_cells_give_the_reference_fingerprint_plans_and_folds_from_the_pictures_alone()
    {
        using var temporary = new TemporaryFolder();
        DataSetFolder raw = DataSetFolder.Open(WhiteCellData.Build(temporary.Path));
        PlannedDataSet planned = PlannedDataSet.Create(raw, new PlanOptions(), temporary.At("preprocessed"), CancellationToken.None);
        foreach (string file in new[] { "dataset_fingerprint.json", "nnUNetPlans.json", "splits_final.json" })
        {
            Assert.Empty(JsonDifference.Between(
                PythonJson.Read(SharedData.Path("golden", "nnunet", "plans", "Dataset301_WBC2", file)),
                PythonJson.Read(Path.Combine(planned.FolderPath, file)), 1e-9));
        }
    }
}
