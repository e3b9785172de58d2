using System.Collections.Frozen;

namespace Artisan.Core.Guardrails.Pii.Operators;

/// <summary>What is looked for, and what is done with each type. Immutable; made once for a tenant and shared.</summary>
public sealed class PiiPolicy
{
    /// <summary>What is looked for.</summary>
    public PiiOptions Options { get; init; } = PiiOptions.Default;

    /// <summary>What is done where <see cref="Operators"/> says nothing.</summary>
    public PiiOperator Default { get; init; } = PiiOperator.Redact;

    /// <summary>What is done with single types.</summary>
    public IReadOnlyDictionary<PiiType, PiiOperator> Operators { get; init; } = FrozenDictionary<PiiType, PiiOperator>.Empty;

    /// <summary>What is done with a type.</summary>
    public PiiOperator OperatorOf(PiiType type) => Operators.TryGetValue(type, out PiiOperator own) ? own : Default;

    /// <summary>Whether something is done that needs a tenant's key.</summary>
    public bool NeedsKey => Default is PiiOperator.Hash or PiiOperator.Tokenize || Operators.Values.Any(o => o is PiiOperator.Hash or PiiOperator.Tokenize);

    /// <summary>Whether something is done that needs a vault.</summary>
    public bool NeedsSink => Default == PiiOperator.Tokenize || Operators.Values.Any(o => o == PiiOperator.Tokenize);
}
