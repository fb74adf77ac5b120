namespace AvsFailback;

/// <summary>How an emulator's time runs.</summary>
public enum EmulatorClockMode : long
{
    /// <summary>About a minute a second: what takes hours in Azure can be watched.</summary>
    Scaled,

    /// <summary>Time stands still until somebody waits, and then jumps: no wait takes real time, and every run is the same.</summary>
    Virtual,

    /// <summary>The wall clock's.</summary>
    Real,
}
