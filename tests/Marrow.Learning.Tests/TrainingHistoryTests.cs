namespace Marrow.Learning.Tests;

public class TrainingHistoryTests
{
    [Fact]
    public void The_moving_dice_keeps_nine_tenths_and_ignores_absent_classes()
    {
        Assert.Equal(0.8, EpochRecord.Move(null, [0.8, null]));
        Assert.Equal(0.9 * 0.8 + 0.1 * 0.5, EpochRecord.Move(0.8, [0.4, 0.6]), 12);
    }

    [Fact]
    public void A_row_holds_every_class_and_an_empty_cell_where_a_class_is_absent()
    {
        var history = new TrainingHistory(["fat", "bone"]);
        history.Add(new EpochRecord(0, 0.01, -0.3, -0.5, [0.75, null], 0.75));
        Assert.Equal("epoch,learning_rate,train_loss,validation_loss,moving_dice,dice_fat,dice_bone\n0,0.01,-0.3,-0.5,0.75,0.75,\n", history.ToCsv());
    }

    [Fact]
    public void The_last_epoch_is_best_only_while_nothing_before_was_better()
    {
        var history = new TrainingHistory(["fat"]);
        history.Add(new EpochRecord(0, 0.01, 0, 0, [0.9], 0.9));
        Assert.True(history.IsLastBest);
        history.Add(new EpochRecord(1, 0.01, 0, 0, [0.8], 0.89));
        Assert.False(history.IsLastBest);
        history.Add(new EpochRecord(2, 0.01, 0, 0, [0.9], 0.9));
        Assert.False(history.IsLastBest);
    }

    [Fact]
    public void Two_trainings_in_one_folder_are_refused()
    {
        string folder = Directory.CreateTempSubdirectory("marrow run ").FullName;
        using (new RunFolder(folder))
        {
            Assert.EndsWith("another training is running in this folder", Assert.Throws<IOException>(() => new RunFolder(folder)).Message);
        }

        using RunFolder afterwards = new(folder);
        Assert.Equal(Path.Combine(folder, "checkpoint_latest.pth"), afterwards.Latest);
    }

    [Fact]
    public void A_run_of_no_epochs_is_refused_in_words() =>
        Assert.StartsWith("Epochs must be at least 1, got 0", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { Epochs = 0 }).Message);
}
