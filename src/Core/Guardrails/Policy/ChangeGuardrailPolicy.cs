using System.Security.Cryptography;
using Artisan.Core.Compliance;
using Artisan.Core.Data;
using Artisan.Core.Guardrails.Coverage;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Guardrails.Policy;

/// <summary>Changes the tenant's guardrails. What was kept under the older ones is looked at again by a job, which begins at once.</summary>
public sealed class ChangeGuardrailPolicy(IArtisanDbFactory databases, ICredentialProtector protector, StartCoverage cover)
{
    /// <summary>Changes.</summary>
    /// <param name="scope">Who.</param>
    /// <param name="policy">The whole new policy.</param>
    /// <param name="version">The version that the change was made from, so that nobody's change is overwritten unseen; null takes what is there.</param>
    /// <param name="detectorKey">The credential of the service that recognises injection; null leaves it, an empty one removes it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The policy as it holds now.</returns>
    /// <exception cref="ArtisanException">With every wrong field, or <see cref="ErrorCode.Conflict"/> when it was changed meanwhile.</exception>
    public async Task<GuardrailPolicyInfo> ExecuteAsync(TenantScope scope, GuardrailPolicy policy, int? version, string? detectorKey, CancellationToken cancellationToken)
    {
        scope.Demand(Area.Guardrails, Level.Edit);
        GuardrailPolicyRules.Check(policy);
        if (detectorKey is { Length: > 500 })
            throw ArtisanException.Invalid("detector_key", "A credential has at most 500 characters.");
        await using ArtisanDb db = databases.Open(scope);
        GuardrailPolicyRow? row = await db.GuardrailPolicies.SingleOrDefaultAsync(cancellationToken);
        if (version is { } from && from != (row?.Version ?? 0))
            throw new ArtisanException(ErrorCode.Conflict, $"The policy was changed by {row?.UpdatedBy ?? "someone"} meanwhile. Open it again and make your change there.");
        GuardrailPolicy before = row is null ? new GuardrailPolicy() : GuardrailPolicyJson.Read(row.PolicyJson);
        if (row is null)
            db.GuardrailPolicies.Add(row = new GuardrailPolicyRow { TenantId = scope.TenantId, EncryptedKey = protector.Protect(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))) });
        (row.PolicyJson, row.Version, row.UpdatedAt, row.UpdatedBy) = (GuardrailPolicyJson.Write(policy), row.Version + 1, DateTimeOffset.UtcNow, scope.ActorName);
        if (detectorKey is not null)
        {
            detectorKey = detectorKey.Trim();
            (row.EncryptedDetectorKey, row.DetectorKeyLast4) = detectorKey.Length == 0 ? ((string?)null, (string?)null) : (protector.Protect(detectorKey), detectorKey.Length >= 12 ? detectorKey[^4..] : null);
        }
        db.Audit(scope, "guardrails.changed", "Guardrails", new { before, after = policy, credential_changed = detectorKey is not null });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            throw new ArtisanException(ErrorCode.Conflict, "The policy was changed by someone meanwhile. Open it again and make your change there.");
        }
        await cover.ExecuteAsync(scope, cancellationToken);
        return new GuardrailPolicyInfo(policy, row.Version, row.UpdatedAt, row.UpdatedBy, row.DetectorKeyLast4);
    }
}
