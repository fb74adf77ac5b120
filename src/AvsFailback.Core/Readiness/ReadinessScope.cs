namespace AvsFailback.Readiness;

/// <summary>How much a verdict looks at.</summary>
internal enum ReadinessScope
{
    /// <summary>The last look right before a request: the rules that the item itself decides, with its points, its job and its Azure VM.</summary>
    LastLook,

    /// <summary>Every rule, with servers, network, rights and locks.</summary>
    Whole,
}
