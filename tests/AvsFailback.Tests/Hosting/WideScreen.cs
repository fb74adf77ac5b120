using System;
using System.Management.Automation.Host;

namespace AvsFailback.Tests.Hosting;

/// <summary>A screen of 120 columns, for which the module's tables are made.</summary>
internal sealed class WideScreen : PSHostRawUserInterface
{
    public const int Width = 120;

    private static readonly Size Screen = new(Width, 50);

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override Size BufferSize { get; set; } = Screen;

    public override Size WindowSize { get; set; } = Screen;

    public override Size MaxPhysicalWindowSize => Screen;

    public override Size MaxWindowSize => Screen;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 1;

    public override bool KeyAvailable => false;

    public override string WindowTitle { get; set; } = string.Empty;

    private bool _isFlushed;

    public override void FlushInputBuffer() => _isFlushed = true;

    /// <summary>Whether what was typed has been thrown away since the last call.</summary>
    public bool TakeFlush()
    {
        bool isFlushed = _isFlushed;
        _isFlushed = false;
        return isFlushed;
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill)
    {
    }

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents)
    {
    }

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill)
    {
    }
}
