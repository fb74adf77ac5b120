using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Emulator.Http;

/// <summary>Reads a body that lies in pieces.</summary>
internal sealed class PiecesStream(IReadOnlyList<byte[]> pieces) : Stream
{
    private int _piece;
    private int _offset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = 0;
        while (read < count && _piece < pieces.Count)
        {
            byte[] piece = pieces[_piece];
            int taken = Math.Min(count - read, piece.Length - _offset);
            Buffer.BlockCopy(piece, _offset, buffer, offset + read, taken);
            read += taken;
            _offset += taken;
            if (_offset == piece.Length)
            {
                _piece += 1;
                _offset = 0;
            }
        }

        return read;
    }

    /// <summary>Nothing is waited for: the base class would send each read to another thread.</summary>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<int>(cancellationToken) : Task.FromResult(Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
