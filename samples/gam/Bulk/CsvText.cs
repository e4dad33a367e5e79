using System.Text;

namespace StandInGam.Bulk;

/// <summary>Rows of a CSV file, quotes and line breaks inside them included.</summary>
internal static class CsvText
{
    public static IReadOnlyList<string[]> Parse(string text)
    {
        List<string[]> rows = [];
        List<string> row = [];
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    AddRow();
                }
            }
            else if (c != '\r')
            {
                field.Append(c);
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            row.Add(field.ToString());
            AddRow();
        }

        return rows;

        void AddRow()
        {
            if (row is not [""])
            {
                rows.Add([.. row]);
            }

            row.Clear();
        }
    }
}
