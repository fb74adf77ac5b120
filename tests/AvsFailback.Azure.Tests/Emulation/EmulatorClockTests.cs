using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AvsFailback.Azure.Emulation;
using AvsFailback.Azure.Tests.Fakes;

namespace AvsFailback.Azure.Tests.Emulation;

public sealed class EmulatorClockTests
{
    [Fact]
    public async Task Virtual_time_stands_still_until_someone_waits_and_then_is_where_he_waited_for()
    {
        var emulator = new FakeEmulator("virtual");
        var handler = new ScriptedHandler(emulator.Answer);
        AvsVault vault = await ConnectAsync(handler);
        IClock clock = vault.Connection.Clock;
        Assert.Equal(FakeEmulator.Start, clock.UtcNow);

        await clock.Delay(TimeSpan.FromHours(4), CancellationToken.None);

        Assert.Equal(FakeEmulator.Start.AddHours(4), clock.UtcNow);
        Assert.Equal("""{"until":"2026-03-01T12:00:00.0000000Z"}""", handler.Requests.Single(r => r.Uri.AbsolutePath == "/emulator/clock/advance").Body);
        Assert.Equal("Virtual", vault.EmulatedClock);
        Assert.True(vault.IsEmulated);
    }

    [Fact]
    public async Task Every_answer_tells_the_time_and_it_never_goes_back()
    {
        var emulator = new FakeEmulator("virtual");
        var handler = new ScriptedHandler(emulator.Answer);
        AvsVault vault = await ConnectAsync(handler);

        emulator.UtcNow = FakeEmulator.Start.AddMinutes(10);
        await vault.Connection.Service.ListItemsAsync(null, null, CancellationToken.None);
        DateTimeOffset afterOne = vault.Connection.Clock.UtcNow;
        emulator.UtcNow = FakeEmulator.Start.AddMinutes(5);
        await vault.Connection.Service.ListItemsAsync(null, null, CancellationToken.None);

        Assert.Equal(FakeEmulator.Start.AddMinutes(10), afterOne);
        Assert.Equal(afterOne, vault.Connection.Clock.UtcNow);
    }

    [Fact]
    public async Task A_client_of_an_emulator_says_that_it_waits_by_its_clock_and_sends_no_secret()
    {
        var handler = new ScriptedHandler(new FakeEmulator("virtual").Answer);
        AvsVault vault = await ConnectAsync(handler);

        await vault.Connection.Service.ListItemsAsync(null, null, CancellationToken.None);
        await vault.Connection.Clock.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);

        Assert.All(handler.Requests, r => Assert.Equal("1", r.Headers["x-avs-clock-client"]));
        Assert.Equal("Bearer emulator", handler.Requests.Single(r => r.Uri.AbsolutePath.Contains("replicationProtectedItems", StringComparison.Ordinal)).Headers["Authorization"]);
        Assert.All(handler.Requests, r => Assert.Equal("avsfailback-emulator.localhost", r.Uri.Host));
    }

    [Fact]
    public async Task Scaled_time_runs_by_real_time_and_waits_are_shortened()
    {
        var real = new FakeClock();
        TimeSpan elapsed = TimeSpan.Zero;
        var clock = new EmulatorClock(new NoControl(), new EmulatorState(Vaults.Id, "Scaled", 60, FakeEmulator.Start), real, () => elapsed);

        elapsed = TimeSpan.FromSeconds(2);
        Assert.Equal(FakeEmulator.Start.AddMinutes(2), clock.UtcNow);

        await clock.Delay(TimeSpan.FromMinutes(30), CancellationToken.None);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.Single(real.Delays));

        clock.Hear("2026-03-01T09:00:00Z");
        elapsed = TimeSpan.FromSeconds(3);
        Assert.Equal(FakeEmulator.Start.AddMinutes(61), clock.UtcNow);

        clock.Hear("2026-03-01T08:30:00Z");
        Assert.Equal(FakeEmulator.Start.AddMinutes(61), clock.UtcNow);
    }

    [Theory]
    [InlineData("real", "Real")]
    [InlineData("Scaled", "Scaled")]
    [InlineData("VIRTUAL", "Virtual")]
    public async Task The_kind_of_clock_is_the_emulators_own_word(string mode, string expected)
    {
        AvsVault vault = await ConnectAsync(new ScriptedHandler(new FakeEmulator(mode, 60).Answer));

        Assert.Equal(expected, vault.EmulatedClock);
        Assert.Equal(expected == "Real", vault.Connection.Clock is SystemClock);
        Assert.Equal(Vaults.Id, vault.Id);
        Assert.True(vault.IsConnected);
        Assert.Equal("home (emulated)", vault.ToString());
    }

    [Theory]
    [InlineData("virtual")]
    [InlineData("scaled")]
    public async Task A_wait_of_nothing_asks_nobody_and_a_cancelled_one_ends(string mode)
    {
        var handler = new ScriptedHandler(new FakeEmulator(mode).Answer);
        AvsVault vault = await ConnectAsync(handler);
        int asked = handler.Requests.Count;

        await vault.Connection.Clock.Delay(TimeSpan.Zero, CancellationToken.None);
        await vault.Connection.Clock.Delay(TimeSpan.FromSeconds(-1), CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => vault.Connection.Clock.Delay(TimeSpan.FromSeconds(1), new CancellationToken(canceled: true)));
        Assert.Equal(asked, handler.Requests.Count);
    }

    [Fact]
    public async Task The_clock_can_be_moved_without_a_connection()
    {
        var connector = new VaultConnector(new ScriptedHandler(new FakeEmulator("virtual").Answer));

        EmulatorState state = await connector.ControlOf(null).AdvanceAsync(FakeEmulator.Start.AddDays(1), CancellationToken.None);

        Assert.Equal(new EmulatorState(Vaults.Id, "Virtual", 1, FakeEmulator.Start.AddDays(1)), state);
    }

    [Fact]
    public async Task A_snapshot_is_passed_on_as_the_emulator_wrote_it()
    {
        var connector = new VaultConnector(new ScriptedHandler(new FakeEmulator("virtual").Answer));
        using var output = new StringWriter();

        await connector.ControlOf(null).ExportSnapshotAsync(output, CancellationToken.None);

        Assert.Equal("""{"format":"avsfailback-snapshot/1","resources":[]}""", output.ToString());
    }

    public static TheoryData<string> NoEmulators { get; } = ["404", "html", "refused", "no clock", "unknown clock"];

    [Theory]
    [MemberData(nameof(NoEmulators))]
    public async Task What_is_no_emulator_is_said_to_be_none(string answer)
    {
        var handler = new ScriptedHandler(_ => answer switch
        {
            "404" => ScriptedHandler.Status(404),
            "html" => ScriptedHandler.Json("<html/>"),
            "no clock" => ScriptedHandler.Json($$"""{"vaultId":"{{Vaults.IdText}}"}"""),
            "unknown clock" => ScriptedHandler.Json($$"""{"vaultId":"{{Vaults.IdText}}","clock":{"mode":"lunar","utcNow":"2026-03-01T08:00:00Z"} }"""),
            _ => throw new System.Net.Http.HttpRequestException("refused"),
        });

        var error = await Assert.ThrowsAsync<FailbackException>(() => ConnectAsync(handler));

        Assert.Equal(("NoEmulator", FailbackErrorCategory.Connection), (error.ErrorId, error.Category));
        Assert.Contains("avsfailback-emulator.localhost", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_emulator_in_this_process_there_is_none_to_control()
    {
        var error = Assert.Throws<FailbackException>(() => new VaultConnector(null).ControlOf(null));

        Assert.Equal("NoEmulator", error.ErrorId);
    }

    private static Task<AvsVault> ConnectAsync(ScriptedHandler handler) =>
        new VaultConnector(handler).ConnectAsync(new VaultConnectOptions { IsEmulator = true }, CancellationToken.None);

    private sealed class NoControl : IEmulatorControl
    {
        public Task<EmulatorState> GetStateAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<EmulatorState> AdvanceAsync(DateTimeOffset until, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ExportSnapshotAsync(TextWriter output, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<EmulatorRequest>> ListRequestsAsync(long after, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<EmulatorFault>> ListFaultsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<EmulatorFault> AddFaultAsync(EmulatorFault fault, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveFaultAsync(string? id, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
