using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Pii;
using Artisan.Core.Guardrails.Pii.Operators;
using Artisan.Core.Guardrails.Policy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Vault;

/// <summary>
/// Values behind reversible tokens, of a person: his own addresses, numbers and names as the records have them, and what only one person can have (a card, an account, a
/// passport) of his texts that are deleted. Other names and addresses in his texts may be those of colleagues, in texts about others too, so they stay.
/// </summary>
public sealed partial class VaultTokenStore(GuardrailPolicies policies, Vault vault, ISubjectHolds holds) : IPersonalStore, IBehindTexts
{
    // Those of which one value is one person's.
    private static readonly string[] s_own = [.. ((PiiType[])[PiiType.CreditCard, PiiType.UsSsn, PiiType.UsDriverLicense, PiiType.Passport, PiiType.NationalId, PiiType.IbanCode]).Select(PiiTypes.NameOf)];

    /// <summary>A token, as it is hashed and exported; its value is never shown without a reason in the audit.</summary>
    private sealed record TokenText(string Token, string Type, DateTimeOffset CreatedAt);

    /// <inheritdoc/>
    public string Name => "vault_tokens";
    /// <inheritdoc/>
    public string Title => "Values behind tokens";
    /// <inheritdoc/>
    public int Order => 87;
    /// <inheritdoc/>
    public IReadOnlyList<string> Categories => [];

    /// <inheritdoc/>
    public bool Serves(PurgeScope scope) => scope.OfPerson && scope.OwnerId is null && scope.Category == PurgeScope.All;

    /// <inheritdoc/>
    public async Task<StoreMatch> CountAsync(ArtisanDb db, PurgeScope scope, IReadOnlyList<SubjectHold> holds, CancellationToken cancellationToken)
    {
        long matched = await Matching(db, scope).LongCountAsync(cancellationToken);
        return new StoreMatch(matched, scope.HeldBy(holds) ? matched : 0);
    }

    /// <inheritdoc/>
    public async Task<int> DeletePieceAsync(IArtisanDbFactory databases, PurgeScope scope, DeletionSink sink, CancellationToken cancellationToken)
    {
        await using ArtisanDb db = databases.OpenTenant(scope.TenantId);
        if (scope.HeldBy(await holds.ActiveAsync(db, cancellationToken)))
            return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        VaultToken[] rows = await Matching(db, scope).AsNoTracking().OrderBy(t => t.Token).Take(2000).ToArrayAsync(cancellationToken);
        if (rows.Length == 0)
            return 0;
        await sink(db, await DeleteAsync(db, rows, cancellationToken), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rows.Length;
    }

    /// <inheritdoc/>
    public Task FinishAsync(IArtisanDbFactory databases, PurgeScope scope, CancellationToken cancellationToken)
    {
        vault.Forget();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeletedRow>> ForgetAsync(ArtisanDb db, PurgeScope scope, IReadOnlyList<DeletedRow> rows, CancellationToken cancellationToken)
    {
        if (!Serves(scope))
            return [];
        string[] tokens = [.. rows.Where(r => r.Json.AsSpan().IndexOf("tok_"u8) >= 0).SelectMany(r => Tokens().Matches(Encoding.UTF8.GetString(r.Json))).Select(m => m.Value).Distinct()];
        if (tokens.Length == 0)
            return [];
        return await DeleteAsync(db, await db.VaultTokens.AsNoTracking().Where(t => tokens.Contains(t.Token) && s_own.Contains(t.Type)).ToArrayAsync(cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> LeftOnNodeAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken)
    {
        vault.Forget();
        return Task.FromResult(0);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<object> ExportAsync(ArtisanDb db, PurgeScope scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (VaultToken token in Matching(db, scope).AsNoTracking().OrderBy(t => t.Token).AsAsyncEnumerable().WithCancellation(cancellationToken))
            yield return Of(token);
    }

    private IQueryable<VaultToken> Matching(ArtisanDb db, PurgeScope scope)
    {
        PiiPseudonyms pseudonyms = policies.Of(scope.TenantId).Pseudonyms;
        SubjectMarks marks = scope.Marks ?? new SubjectMarks([], [], []);
        string[] tokens = [.. marks.Emails.Select(v => pseudonyms.TokenOf(PiiType.EmailAddress, v)), .. marks.Phones.Select(v => pseudonyms.TokenOf(PiiType.PhoneNumber, v)), .. marks.Names.Select(v => pseudonyms.TokenOf(PiiType.Person, v))];
        DateTimeOffset until = scope.Until;
        return db.VaultTokens.Where(t => tokens.Contains(t.Token) && t.CreatedAt < until);
    }

    private static async Task<DeletedRow[]> DeleteAsync(ArtisanDb db, VaultToken[] rows, CancellationToken cancellationToken)
    {
        string[] tokens = [.. rows.Select(t => t.Token)];
        await db.VaultTokens.Where(t => tokens.Contains(t.Token)).ExecuteDeleteAsync(cancellationToken);
        // A token is its own name; a certificate lists ids.
        return [.. rows.Select(t => DeletedRow.Of(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(t.Token)).AsSpan(0, 16), bigEndian: true), Of(t)))];
    }

    private static TokenText Of(VaultToken token) => new(token.Token, token.Type, token.CreatedAt);

    [GeneratedRegex("tok_[A-Za-z0-9_-]{16,64}", RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();
}
