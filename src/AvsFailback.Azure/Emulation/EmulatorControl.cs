using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
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
    private const string NotFound = "NotFoundInEmulator";

    private ArmId? _vaultId;

    /// <inheritdoc/>
    public async Task<EmulatorState> GetStateAsync(CancellationToken cancellationToken)
    {
        EmulatorState state = await SendReadAsync(HttpMethod.Get, "/emulator", null, EmulatorStateReader.Read, cancellationToken);
        _vaultId = state.VaultId;
        return state;
    }

    /// <inheritdoc/>
    public async Task<EmulatorState> AdvanceAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArmId vaultId = _vaultId ?? (await GetStateAsync(cancellationToken)).VaultId;
        return await SendReadAsync(
            HttpMethod.Post, "/emulator/clock/advance", $"{{\"until\":\"{Moments.Format(until)}\"}}", (ref r) => EmulatorStateReader.ReadClock(ref r, vaultId), cancellationToken);
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

    /// <inheritdoc/>
    public async Task<IReadOnlyList<EmulatorRequest>> ListRequestsAsync(long after, CancellationToken cancellationToken)
    {
        string path = FormattableString.Invariant($"/emulator/requests?after={after}");
        IReadOnlyList<EmulatorRequest> requests = await SendReadAsync(HttpMethod.Get, path, null, EmulatorLogReader.ReadRequests, cancellationToken);

        // An effect may come long after its request, and is numbered on its own: all are needed.
        ILookup<long, EmulatorEffect> effects = (await SendReadAsync(HttpMethod.Get, "/emulator/effects", null, EmulatorLogReader.ReadEffects, cancellationToken))
            .Where(e => e.RequestNumber is not null).ToLookup(e => e.RequestNumber!.Value);
        return [.. requests.Select(r => effects.Contains(r.Number) ? r with { Effects = [.. effects[r.Number]] } : r)];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<EmulatorFault>> ListFaultsAsync(CancellationToken cancellationToken) =>
        SendReadAsync(HttpMethod.Get, "/emulator/faults", null, static (ref r) => PageReader.Read(ref r, EmulatorFaultWire.Read, static _ => { }).Items, cancellationToken);

    /// <inheritdoc/>
    public Task<EmulatorFault> AddFaultAsync(EmulatorFault fault, CancellationToken cancellationToken) =>
        SendReadAsync(HttpMethod.Post, "/emulator/faults", EmulatorFaultWire.Write(fault), EmulatorFaultWire.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> RemoveFaultAsync(string? id, CancellationToken cancellationToken)
    {
        string path = id is null ? "/emulator/faults" : "/emulator/faults/" + Uri.EscapeDataString(id);
        try
        {
            await SendAsync(HttpMethod.Delete, path, null, Task.FromResult, cancellationToken);
            return true;
        }
        catch (FailbackException e) when (e.ErrorId == NotFound)
        {
            return false;
        }
    }

    private Task<T> SendReadAsync<T>(HttpMethod method, string path, string? json, WireRead<T> read, CancellationToken cancellationToken) =>
        SendAsync(method, path, json, async stream =>
        {
            using BodyBuffer body = await BodyBuffer.TakeAsync(stream, cancellationToken);
            var reader = new WireReader(body);
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
            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound && await ReadErrorAsync(response, cancellationToken) is { Length: > 0 } refusal)
            {
                throw new FailbackException(response.StatusCode == HttpStatusCode.NotFound ? NotFound : "EmulatorRefused", FailbackErrorCategory.InvalidInput, refusal, "Correct the input and try again.");
            }

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

    /// <summary>Why an emulator refuses; empty where something else has answered.</summary>
    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using Stream stream = await response.Content.ReadAsStreamAsync();
            using BodyBuffer body = await BodyBuffer.TakeAsync(stream, cancellationToken);
            var reader = new WireReader(body);
            return reader.Root(ArmErrorReader.ReadBody).Message;
        }
        catch (JsonException)
        {
            return string.Empty;
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
