using System.Text.RegularExpressions;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Vault;

/// <summary>A token with its value.</summary>
/// <param name="Token">The token, for instance <c>tok_4fZ…</c>.</param>
/// <param name="Type">What kind of value.</param>
/// <param name="Value">The value; null when it was erased, or encrypted with a key that is lost.</param>
public sealed record RevealedToken(string Token, string Type, string? Value);

/// <summary>Shows the values behind tokens to those who may, each time with an audit entry that says why.</summary>
public sealed partial class RevealTokens(IArtisanDbFactory databases, ICredentialProtector protector)
{
    private const int Most = 200;

    /// <summary>Reveals.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="text">Tokens, or a text that holds them.</param>
    /// <param name="reason">Why, for the audit, 3 to 500 characters.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArtisanException">When the scope may not or is no person, no reason is given, or none of the tokens exists.</exception>
    public async Task<IReadOnlyList<RevealedToken>> ExecuteAsync(TenantScope scope, string? text, string? reason, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Compliance, Level.Edit);
        // Whoever may make keys could otherwise make one that may more than he does.
        if (scope.ActorKind != ActorKind.Member)
            throw ArtisanException.Forbidden("Only a person with the right of compliance reveals tokens, so that the audit names who it was. Sign in to the console.");
        reason = reason?.Trim();
        if (reason is not { Length: >= 3 and <= 500 })
            throw ArtisanException.Invalid("reason", "Say why in 3 to 500 characters: it stands in the audit log.");
        string[] tokens = [.. Tokens().Matches(text ?? "").Select(m => m.Value).Distinct().Take(Most)];
        if (tokens.Length == 0)
            throw ArtisanException.Invalid("text", "There is no token in this. Tokens look like tok_ followed by letters and digits.");
        await using ArtisanDb db = databases.Open(scope);
        VaultToken[] rows = await db.VaultTokens.Where(t => tokens.Contains(t.Token)).ToArrayAsync(cancellationToken);
        if (rows.Length == 0)
            throw ArtisanException.NotFound("The token");
        foreach (VaultToken row in rows)
            (row.Reveals, row.RevealedAt) = (row.Reveals + 1, DateTimeOffset.UtcNow);
        db.Audit(scope, "vault.revealed", rows.Length == 1 ? "1 token" : $"{rows.Length} tokens", new { reason, tokens = rows.Select(r => r.Token), types = rows.Select(r => r.Type).Distinct() });
        await db.SaveChangesAsync(cancellationToken);
        return [.. rows.Select(r => new RevealedToken(r.Token, r.Type, protector.Unprotect(r.EncryptedValue)))];
    }

    [GeneratedRegex("tok_[A-Za-z0-9_-]{16,64}", RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();
}
