using GamAgent.Server.BulkFiles;

namespace GamAgent.Server.Tests.BulkFiles;

public sealed class BulkFileTests
{
    [Theory]
    [InlineData("batch ./b.txt", "./b.txt", false)]
    [InlineData("tbatch b.txt showcmds", "b.txt", false)]
    [InlineData("csv rows.csv gam info user ~mail", "rows.csv", true)]
    [InlineData("Loop rows.csv gam info user ~mail", "rows.csv", true)]
    [InlineData("config num_threads 2 redirect csv ./out.csv multiprocess redirect stdout - csv ./rows.csv gam print users", "./rows.csv", true)]
    [InlineData("multiprocess_exit rc!=0 batch b.txt", "b.txt", false)]
    public void The_file_is_found_behind_what_may_stand_before_the_command(string line, string path, bool csv) =>
        Assert.Equal(new BulkFile(path, csv), BulkFile.Find(line.Split(' ')));

    [Theory]
    [InlineData("")]
    [InlineData("batch")]
    [InlineData("csv - gam info user ~mail")]
    [InlineData("csv gsheet a@b 1 s gam info user ~mail")]
    [InlineData("csv rows.csv quotechar ' gam info user ~mail")]
    [InlineData("redirect csv ./out.csv print users")]
    [InlineData("print users query batch")]
    [InlineData("config csv_output_row_filter batch")]
    public void Other_commands_and_sources_have_none(string line) =>
        Assert.Null(BulkFile.Find(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("gam update user a lastname o'brien", 1, 29)]
    [InlineData("# o'brien is a comment\n\ngam info user \"ada\ngam info domain", 3, 15)]
    [InlineData("gam info 'a b'\r\ngam info \\'a 'b", 2, 14)]
    [InlineData("gam print \"a\\\" b", 1, 11)]
    public void A_batch_file_tells_the_first_line_with_an_open_quote(string text, int line, int column)
    {
        var open = new BulkFile("b", false).FindOpenQuote(text)!;
        Assert.Equal((line, column), (open.Line, open.Column));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gam update user a lastname \"o'brien\" firstname 'say \"hi\"' note o\\'brien")]
    [InlineData("gam print \"'OU one','OU two'\"\r\n#'\r\n  # \"\n")]
    public void A_batch_file_whose_quotes_are_closed_has_none(string text) => Assert.Null(new BulkFile("b", false).FindOpenQuote(text));

    [Theory]
    [InlineData("name,note\nada,\"open\nbob,x\n", 2, 5)]
    [InlineData("a\n\"two\nlines\",\"\"\"open", 3, 8)]
    public void A_csv_file_tells_where_a_value_was_opened_that_never_ends(string text, int line, int column)
    {
        var open = new BulkFile("c", true).FindOpenQuote(text)!;
        Assert.Equal((line, column), (open.Line, open.Column));
    }

    [Theory]
    [InlineData("name\no'brien\nsix\" tall\n")]
    [InlineData("name,note\nada,\"two\nlines\"\n\"say \"\"hi\"\"\",\"\"\n")]
    [InlineData("name\n\"escaped \\\" quote\"\n")]
    [InlineData("name\n\"ends in \\\"\n")]
    public void A_csv_file_that_GAM_reads_as_meant_has_none(string text) => Assert.Null(new BulkFile("c", true).FindOpenQuote(text));
}
