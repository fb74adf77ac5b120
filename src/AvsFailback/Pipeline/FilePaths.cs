using System.IO;
using System.Management.Automation;

namespace AvsFailback.Pipeline;

/// <summary>Files as PowerShell's own commands find them: relative to the session's location, not the process's.</summary>
internal static class FilePaths
{
    /// <summary>The full path of a file or folder, whether or not it exists.</summary>
    public static string Full(PSCmdlet cmdlet, string path) => cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>The full path of a file that must exist.</summary>
    /// <exception cref="FailbackException">There is no such file.</exception>
    public static string Existing(PSCmdlet cmdlet, string path, string nextStep = "Export-AvsVaultSnapshot writes one from a vault.")
    {
        string full = Full(cmdlet, path);
        return File.Exists(full)
            ? full
            : throw new FailbackException("FileNotFound", FailbackErrorCategory.NotFound, $"There is no file '{full}'.", nextStep, path);
    }

    /// <summary>The full path of a file to write; its folder must exist.</summary>
    /// <exception cref="FailbackException">The folder doesn't exist.</exception>
    public static string ToWrite(PSCmdlet cmdlet, string path)
    {
        string full = Full(cmdlet, path);
        return Directory.Exists(Path.GetDirectoryName(full))
            ? full
            : throw new FailbackException("FolderNotFound", FailbackErrorCategory.NotFound, $"There is no folder '{Path.GetDirectoryName(full)}'.", "Create it first, or write to another.", path);
    }
}
