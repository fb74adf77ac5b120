using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AvsFailback.Azure.Wire;

/// <summary>
/// An answer's body, taken off the network without blocking a thread and then read by the JSON reader at memory speed.
/// It lies in rented memory, so that a long list leaves nothing behind for the garbage collector.
/// </summary>
internal sealed class BodyBuffer : IDisposable
{
    private const int LeastSize = 64 * 1024;

    /// <summary>How many bytes an answer may have, unpacked: ten times the largest page of a list that is known.</summary>
    public const int MostBytes = 128 * 1024 * 1024;

    /// <summary>How long a body may take as a whole, in real time: one that trickles never misses the time limit between two pieces.</summary>
    private static readonly TimeSpan LongestBody = TimeSpan.FromMinutes(5);

    private BodyBuffer()
    {
    }

    /// <summary>The body, and after it memory that isn't its.</summary>
    public byte[] Bytes { get; private set; } = ArrayPool<byte>.Shared.Rent(LeastSize);

    /// <summary>How many bytes the body has.</summary>
    public int Length { get; private set; }

    /// <summary>Takes in the whole body.</summary>
    public static async Task<BodyBuffer> TakeAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new BodyBuffer();
        var watch = Stopwatch.StartNew();
        try
        {
            while (await body.ReadAsync(buffer.Bytes, buffer.Length, buffer.Bytes.Length - buffer.Length, cancellationToken) is > 0 and int read)
            {
                buffer.Length += read;
                if (watch.Elapsed > LongestBody)
                {
                    throw new ConnectionException($"An answer took longer than {LongestBody.TotalMinutes:0} minutes to come, and was given up.", null) { IsAnswered = true };
                }

                if (buffer.Length >= MostBytes)
                {
                    throw new FailbackException(
                        "AnswerTooLarge", FailbackErrorCategory.Service, $"An answer has more than {MostBytes >> 20} MB, and was refused.", "This isn't an answer of Azure: check the endpoint, and any proxy between here and it.");
                }

                if (buffer.Length == buffer.Bytes.Length)
                {
                    buffer.Grow();
                }
            }

            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        byte[] bytes = Bytes;
        Bytes = [];
        Length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Bytes.Length * 2));
        Buffer.BlockCopy(Bytes, 0, larger, 0, Length);
        ArrayPool<byte>.Shared.Return(Bytes);
        Bytes = larger;
    }
}
