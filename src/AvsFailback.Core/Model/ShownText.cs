using System.Globalization;
using System.Text;

namespace AvsFailback;

/// <summary>
/// The one owner of what is done with control characters in texts that come from outside: names and messages of the service, of
/// a snapshot, of a journal. A terminal obeys them (ESC, BEL, C1), a reader is deceived by them (U+202E, line breaks), so
/// they are written out, visibly, as <c>\u001b</c>, when a text is read: whatever shows it later (views, <c>Format-List *</c>, prompts,
/// logs, CSV, other people's scripts) can't show it raw. Line breaks and tabs become a blank. Ids aren't changed: a text with
/// control characters isn't an id. An exported snapshot keeps the service's own bytes, escaped as JSON does.
/// </summary>
internal static class ShownText
{
    /// <summary>The text without anything that a terminal obeys or that hides or turns other text.</summary>
    /// <param name="text">A text from outside.</param>
    /// <returns>The same string if nothing had to be done.</returns>
    public static string Of(string text)
    {
        int first = 0;
        while (first < text.Length && !IsHarmful(text[first]))
        {
            first += 1;
        }

        return first == text.Length ? text : Write(text, first);
    }

    /// <summary>Whether a character may not be shown as it is.</summary>
    public static bool IsHarmful(char c) =>
        c < ' ' || (c >= '\u007F' && (c <= '\u009F' || (c >= '\u200E'
            && c is '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF')));

    private static string Write(string text, int first)
    {
        var shown = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\r' or '\n' or '\t')
            {
                if (!(c == '\n' && i > 0 && text[i - 1] == '\r'))
                {
                    shown.Append(' ');
                }
            }
            else if (IsHarmful(c))
            {
                shown.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                shown.Append(c);
            }
        }

        return shown.ToString();
    }
}
