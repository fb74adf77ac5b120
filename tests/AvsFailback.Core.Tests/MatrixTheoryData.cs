using System.Collections.Generic;

namespace AvsFailback.Core.Tests;

/// <summary>Theory data: each of the one with each of the other.</summary>
public sealed class MatrixTheoryData<TFirst, TSecond> : TheoryData<TFirst, TSecond>
{
    public MatrixTheoryData(IReadOnlyCollection<TFirst> first, IReadOnlyCollection<TSecond> second)
    {
        foreach (TFirst one in first)
        {
            foreach (TSecond other in second)
            {
                Add(one, other);
            }
        }
    }
}
