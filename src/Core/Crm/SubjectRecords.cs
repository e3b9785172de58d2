using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Data;
using Artisan.Core.Kernel;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm;

/// <summary>Finds who a person is among leads and contacts. A lead's contacts, and the leads of contacts with the same address, are the same person.</summary>
public sealed class SubjectRecords : ISubjectRecords
{
    private const int Most = 1000;

    /// <inheritdoc/>
    public async Task<ResolvedSubject> ResolveAsync(ArtisanDb db, string subject, CancellationToken cancellationToken)
    {
        Guid[] leads, contacts;
        if (Guid.TryParse(subject, out Guid id))
        {
            string? key = await db.Leads.Where(l => l.Id == id).Select(l => l.EmailKey).SingleOrDefaultAsync(cancellationToken) ?? await db.Contacts.Where(c => c.Id == id).Select(c => c.EmailKey).SingleOrDefaultAsync(cancellationToken);
            leads = await db.Leads.Where(l => l.Id == id || (key != null && l.EmailKey == key)).OrderBy(l => l.Id).Select(l => l.Id).Take(Most).ToArrayAsync(cancellationToken);
            contacts = await db.Contacts.Where(c => c.Id == id || (key != null && c.EmailKey == key)).OrderBy(c => c.Id).Select(c => c.Id).Take(Most).ToArrayAsync(cancellationToken);
        }
        else if (CrmKeys.Email(subject) is { } email)
        {
            leads = await db.Leads.Where(l => l.EmailKey == email).OrderBy(l => l.Id).Select(l => l.Id).Take(Most).ToArrayAsync(cancellationToken);
            contacts = await db.Contacts.Where(c => c.EmailKey == email).OrderBy(c => c.Id).Select(c => c.Id).Take(Most).ToArrayAsync(cancellationToken);
        }
        else
        {
            string name = subject.ToLowerInvariant();
            leads = await db.Leads.Where(l => l.Name.ToLower() == name).OrderBy(l => l.Id).Select(l => l.Id).Take(2).ToArrayAsync(cancellationToken);
            contacts = await db.Contacts.Where(c => c.Name.ToLower() == name && (c.LeadId == null || !leads.Contains(c.LeadId.Value))).OrderBy(c => c.Id).Select(c => c.Id).Take(2).ToArrayAsync(cancellationToken);
            if (leads.Length + contacts.Length > 1)
                throw ArtisanException.Invalid("subject", "Several people have this name. Give the e-mail address, or the id of the lead or contact.");
        }
        if (leads.Length + contacts.Length == 0)
            throw ArtisanException.NotFound("The person");
        Guid[] more = await db.Contacts.Where(c => c.LeadId != null && leads.Contains(c.LeadId.Value)).Select(c => c.Id).Take(Most).ToArrayAsync(cancellationToken);
        return new ResolvedSubject(leads, [.. contacts.Union(more)]);
    }

    /// <inheritdoc/>
    public async Task<PurgeScope> MarkAsync(ArtisanDb db, PurgeScope scope, CancellationToken cancellationToken)
    {
        if (!scope.OfPerson)
            return scope;
        (IReadOnlyList<Guid> leads, IReadOnlyList<Guid> contacts) = (scope.LeadIds ?? [], scope.ContactIds ?? []);
        var people = (await db.Leads.Where(l => leads.Contains(l.Id)).Select(l => new { l.Email, l.EmailKey, l.Phone, l.Name }).ToArrayAsync(cancellationToken))
            .Concat(await db.Contacts.Where(c => contacts.Contains(c.Id)).Select(c => new { c.Email, c.EmailKey, c.Phone, c.Name }).ToArrayAsync(cancellationToken)).ToArray();
        return scope with
        {
            Marks = new SubjectMarks(
                Distinct(people.SelectMany(p => (string?[])[p.Email, p.EmailKey]), text => text.Contains('@')),
                Distinct(people.Select(p => p.Phone), text => text.Count(char.IsAsciiDigit) >= 6),
                Distinct(people.Select(p => p.Name), text => text.Contains(' '))),
        };
    }

    private static string[] Distinct(IEnumerable<string?> values, Func<string, bool> tells) => [.. values.Select(v => v?.Trim() ?? "").Where(tells).Distinct()];
}
