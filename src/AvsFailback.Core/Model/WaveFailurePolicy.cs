namespace AvsFailback;

/// <summary>What happens to the waves after one in which a VM failed.</summary>
public enum WaveFailurePolicy : long
{
    /// <summary>The wave itself goes on; the waves after it are not failed back.</summary>
    StopWave,

    /// <summary>Nothing new is begun, in no wave and no plan; what runs is waited for.</summary>
    StopAll,

    /// <summary>The waves after it go on.</summary>
    Continue,
}
