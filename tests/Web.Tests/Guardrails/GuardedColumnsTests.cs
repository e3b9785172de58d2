using System.Reflection;
using Artisan.Core.Data;
using Artisan.Core.Operations;
using Shouldly;
using Xunit;

namespace Artisan.Web.Tests.Guardrails;

/// <summary>Every column of text is guarded, or declared to hold no prose. A new one must be decided about, or this fails.</summary>
public sealed class GuardedColumnsTests
{
    // What a column holds that needs no guard, by its name; where the same name holds prose in one table, that table is guarded.
    private static readonly Dictionary<string, string> Plain = new()
    {
        ["a name of a member, key or node"] = "ActorName Actor CreatedBy UpdatedBy ReviewedBy DecidedBy Node DisplayName OwnerName EditedBy ReleasedBy",
        ["a code or a name of the product's own"] = "Kind Key Channel Outcome Tone Role UseCase Policy Door Operation Provider Model ModelVersion ErrorCode CacheState TraceId Grade Priority CostMethod PriceVersion Fault TokenMethod Type Action Source Families Flag Store Place Version Position Slug Prefix TimeZone ContentType Column Step Namespace SourceUseCase VectorModel MeaningModel",
        ["an id, a digest, a cipher"] = "Fingerprint IdEnd ExternalId Sha256 Salt Digest Hash Seal PreviousSeal Token EncryptedValue EncryptedKey EncryptedApiKey ApiKeyLast4 EncryptedDetectorKey DetectorKeyLast4 ContentHash Vector MeaningVector",
        ["a fact of a record: who it is and how to reach him"] = "FirstName LastName Name NameKey Email EmailKey Phone Company Domain Industry Country City SearchText",
        ["a setting of an admin"] = "ChoicesJson OptionsJson ChangeJson ValueJson PolicyJson ContentJson BaseUrl ApiVersion Query",
        ["a file, which is the customer's own record"] = "FileName Data",
        ["the audit, whose digest stands on it"] = "Target",
        ["guarded where it is made, with its places"] = "Excerpt EvidenceJson",
    };

    // Tables whose column of a plain name holds something else, each with its reason.
    private static readonly Dictionary<string, string> Apart = new()
    {
        ["AuditEntry.DetailsJson"] = "the audit, whose digest stands on it",
        ["Purge.CriteriaJson"] = "ids and times",
        ["Purge.CountsJson"] = "counts by store",
        ["VendorUsageImport.ResultJson"] = "figures of a vendor's report",
        ["CustomField.Title"] = "a setting of an admin",
        ["Prompt.Description"] = "a setting of an admin",
        ["TenantCredential.Label"] = "a setting of an admin",
    };

    [Fact]
    public void Every_column_of_text_is_guarded_or_declared()
    {
        HashSet<string> plain = [.. Plain.Values.SelectMany(v => v.Split(' '))];
        string[] undecided = [.. Entities().SelectMany(t => t.GetProperties().Where(IsText).Where(p => p.GetCustomAttribute<GuardedAttribute>() is null).Select(p => (Entity: t.Name, p.Name)))
            .Where(p => !plain.Contains(p.Name) && !Apart.ContainsKey($"{p.Entity}.{p.Name}")).Select(p => $"{p.Entity}.{p.Name}")];
        undecided.ShouldBeEmpty("guard these columns, or declare what they hold");
    }

    [Fact]
    public void What_people_and_models_write_is_guarded()
    {
        string[] guarded = [.. Entities().SelectMany(t => GuardedColumns.Of(t).Select(c => $"{t.Name}.{c.Name}"))];
        foreach (string column in (string[])["RequestContent.Request", "RequestContent.Answer", "RequestRecord.ErrorMessage", "RequestRecord.TraceJson", "Interaction.Subject", "Interaction.Body", "EmailDraftRecord.Body", "ConversationMessage.Text", "RequestFeedback.Comment", "JobRun.Error", "LeadTask.Title"])
            guarded.ShouldContain(column);
    }

    private static IEnumerable<Type> Entities() => typeof(ArtisanDb).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && (typeof(ITenantOwned).IsAssignableFrom(t) || t == typeof(JobRun)));

    private static bool IsText(PropertyInfo property) => property.CanWrite && (property.PropertyType == typeof(string) || property.PropertyType == typeof(byte[]));
}
