using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Arm;
using AvsFailback.Azure.Wire;
using Newtonsoft.Json;

namespace AvsFailback.Azure.Emulation;

/// <summary>
/// The control path of an emulator. It stands beside Azure Resource Manager's paths: no token, no throttle, and no
/// retries, since the clock itself goes through it.
/// </summary>
internal sealed class EmulatorControl(HttpClient client, Uri endpoint) : IEmulatorControl
{
    private ArmId? _vaultId;

    /// <inheritdoc/>
    public async Task<EmulatorState> GetStateAsync(CancellationToken cancellationToken)
    {
        EmulatorState state = await SendStateAsync(HttpMethod.Get, "/emulator", null, EmulatorStateReader.Read, cancellationToken);
        _vaultId = state.VaultId;
        return state;
    }

    /// <inheritdoc/>
    public async Task<EmulatorState> AdvanceAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArmId vaultId = _vaultId ?? (await GetStateAsync(cancellationToken)).VaultId;
        return await SendStateAsync(
            HttpMethod.Post, "/emulator/clock/advance", $"{{\"until\":\"{Moments.Format(until)}\"}}", r => EmulatorStateReader.ReadClock(r, vaultId), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await SendAsync<object>(HttpMethod.Get, "/emulator/snapshot", null, async body =>
        {
            using var reader = new StreamReader(body, Encoding.UTF8);
            var piece = new char[16 * 1024];
            for (int read; (read = await reader.ReadAsync(piece, 0, piece.Length)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await output.WriteAsync(piece, 0, read);
            }

            return piece;
        }, cancellationToken);
    }

    private Task<EmulatorState> SendStateAsync(HttpMethod method, string path, string? json, Func<WireReader, EmulatorState> read, CancellationToken cancellationToken) =>
        SendAsync(method, path, json, async stream =>
        {
            using BodyBuffer body = await BodyBuffer.TakeAsync(stream, cancellationToken);
            using var reader = new WireReader(body);
            return reader.Root(read);
        }, cancellationToken);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, string? json, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(endpoint, path));
        request.Headers.Add(EmulatorHeaders.ClockClient, "1");
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw NoEmulator($"it answered HTTP {(int)response.StatusCode} to {method} {path}", null);
            }

            using Stream body = await response.Content.ReadAsStreamAsync();
            return await read(body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw NoEmulator(e.Message, e);
        }
    }

    private FailbackException NoEmulator(string why, Exception? inner) => new(
        "NoEmulator",
        FailbackErrorCategory.Connection,
        $"No emulator answers at {endpoint}: {why.TrimEnd('.')}.",
        "Start one with Start-AvsEmulator and connect to the endpoint that it tells, or connect with -Emulator alone for one in this session.",
        endpoint,
        inner);
}
