using Artisan.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Artisan.Core.Crm.Accounts;

/// <summary>Finds the account that a person belongs to.</summary>
internal static class FindAccount
{
    // Addresses at these say nothing about the company.
    private static readonly HashSet<string> Mailboxes = ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "mail.ru", "yandex.ru", "qq.com", "163.com", "orange.fr", "free.fr", "libero.it"];

    /// <summary>The domain of a company's own mail; null for public mailboxes.</summary>
    internal static string? CompanyDomain(string? email) => CrmKeys.Email(email) is { } key && key[(key.IndexOf('@') + 1)..] is var domain && !Mailboxes.Contains(domain) ? domain : null;

    /// <summary>A domain or web address of a company, normalised; null for public mailboxes and for what is no domain.</summary>
    internal static string? WebDomain(string? text) => CrmKeys.Domain(text) is { } domain && !Mailboxes.Contains(domain) ? domain : null;

    /// <summary>By the e-mail's domain, else by the company's name.</summary>
    internal static async Task<Guid?> ForAsync(ArtisanDb db, string? email, string? company, CancellationToken cancellationToken)
    {
        if (CompanyDomain(email) is { } domain && await db.Accounts.Where(a => a.Domain == domain).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(cancellationToken) is { } byDomain)
            return byDomain;
        string name = CrmKeys.Name(company);
        return name.Length == 0 ? null : await db.Accounts.Where(a => a.NameKey == name).OrderBy(a => a.Id).Select(a => (Guid?)a.Id).FirstOrDefaultAsync(cancellationToken);
    }
}
