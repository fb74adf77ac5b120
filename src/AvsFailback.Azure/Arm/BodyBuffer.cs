using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Arm;

/// <summary>
/// An answer's body, taken off the network without blocking a thread and then read by the JSON reader at memory speed.
/// It lies in rented pieces, so that a long list leaves nothing behind for the garbage collector.
/// </summary>
internal sealed class BodyBuffer : Stream
{
    private const int PieceSize = 64 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _pieces = [];
    private int _piece;
    private int _offset;

    private BodyBuffer()
    {
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Takes in the whole body.</summary>
    public static async Task<BodyBuffer> TakeAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new BodyBuffer();
        try
        {
            while (await buffer.TakePieceAsync(body, cancellationToken))
            {
            }

            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_piece < _pieces.Count)
        {
            (byte[] bytes, int length) = _pieces[_piece];
            int taken = Math.Min(count, length - _offset);
            if (taken > 0)
            {
                Buffer.BlockCopy(bytes, _offset, buffer, offset, taken);
                _offset += taken;
                return taken;
            }

            _piece += 1;
            _offset = 0;
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        foreach ((byte[] bytes, _) in _pieces)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _pieces.Clear();
        base.Dispose(disposing);
    }

    private async Task<bool> TakePieceAsync(Stream body, CancellationToken cancellationToken)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(PieceSize);
        int length = 0;
        _pieces.Add((bytes, 0));
        while (length < bytes.Length)
        {
            int read = await body.ReadAsync(bytes, length, bytes.Length - length, cancellationToken);
            if (read == 0)
            {
                return false;
            }

            length += read;
            _pieces[_pieces.Count - 1] = (bytes, length);
        }

        return true;
    }
}
