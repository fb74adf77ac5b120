using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Reports;

/// <summary>Writes a file whole or not at all.</summary>
internal static class ReportFile
{
    /// <exception cref="FailbackException">It can't be written; one that was there is as before.</exception>
    public static async Task WriteAsync(string path, Encoding encoding, string text, CancellationToken cancellationToken)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            byte[] mark = encoding.GetPreamble();
            byte[] bytes = encoding.GetBytes(text);
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, useAsync: true))
            {
                await file.WriteAsync(mark, 0, mark.Length, cancellationToken);
                await file.WriteAsync(bytes, 0, bytes.Length, cancellationToken);
                await file.FlushAsync(cancellationToken);
            }

            if (File.Exists(path))
            {
                File.Replace(part, path, null);
            }
            else
            {
                File.Move(part, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Errors.ReportNotWritten(path, e);
        }
        finally
        {
            Remove(part);
        }
    }

    // The error that is under way says more than one of the clean-up.
    private static void Remove(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
