using Artisan.Core.Compliance;
using Artisan.Core.Compliance.Subjects;
using Artisan.Core.Gateway.Admission;
using Artisan.Core.Kernel;
using Artisan.Core.Operations;
using Artisan.Core.Tenancy;
using Artisan.Core.Guardrails;
using Artisan.Core.Guardrails.Documents;
using Artisan.Core.Guardrails.Injection.SecondReading;
using Artisan.Core.Guardrails.Security;
using Artisan.Core.Usage;
using Artisan.Core.Usage.Budgets;
using Artisan.Infrastructure.Gateway.Admission;
using Artisan.Infrastructure.Guardrails;
using Artisan.Infrastructure.Guardrails.Documents;
using Artisan.Infrastructure.Guardrails.SecondReading;
using Artisan.Infrastructure.Operations;
using Artisan.Infrastructure.Tenancy;
using Artisan.Infrastructure.Usage;
using Artisan.Infrastructure.Usage.Budgets;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Artisan.Infrastructure;

/// <summary>Registers the outside world behind Core's ports.</summary>
public static class InfrastructureServices
{
    /// <summary>Adds accounts, encryption, journal, ledger, feed bridge, blobs, locks. The database comes from <c>AddPostgres</c>.</summary>
    public static IServiceCollection AddArtisanInfrastructure(this IServiceCollection services, MasterKey masterKey, FileJournalOptions journal)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(masterKey);
        services.AddDataProtection().SetApplicationName("artisan");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ConfigureDataProtection>();
        services.AddSingleton<ICredentialProtector, CredentialProtector>();
        services.AddSingleton<IAuditSeal, AuditSeal>();
        services.AddSingleton<IClusterLock, PostgresClusterLock>();
        services.AddSingleton<IBlobStore, DatabaseBlobStore>();
        services.AddSingleton(journal);
        services.AddSingleton<FileJournal>();
        services.AddSingleton<IJournal>(provider => provider.GetRequiredService<FileJournal>());
        services.AddSingleton<ILedgerStore, PostgresLedgerStore>();
        services.AddSingleton<IGuardrailStore, PostgresGuardrailStore>();
        services.AddSingleton<Artisan.Core.Guardrails.Counts.IPiiCountStore, PostgresPiiCountStore>();
        services.AddSingleton<IDetectorServices, DetectorServices>();
        services.AddSingleton<ISecondReader, LanguageModelSecondReader>();
        services.AddSingleton<IDocumentReader>(provider => new DocumentReader(provider.GetService<DocumentCommand>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DocumentReader>>()));
        services.AddSingleton<GuardrailDrain>();
        services.AddSingleton<LedgerDrain>();
        services.AddSingleton<IBudgetStore, PostgresBudgetStore>();
        services.AddSingleton<IBatchShares, PostgresBatchShares>();
        services.AddSingleton<Artisan.Core.Usage.Rating.IRatingStore, Usage.Rating.PostgresRatingStore>();
        services.AddSingleton<LeaseHolders>();
        services.AddHostedService<BudgetKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerDrain>());
        services.AddSingleton<ISystemStatus, StoreStatus>();
        services.AddHostedService<FeedBridge>();
        services.AddHostedService<ControlRefresher>();
        services.AddHostedService<AuditChainer>();
        services.AddHostedService<PiiCountKeeper>();
        services.AddHostedService<Memory.MemoryKeeper>();
        services.AddSingleton<INodeRemains, Compliance.JournalRemains>();
        services.AddHostedService<Compliance.PurgeAcknowledger>();
        services.AddSingleton<IAccounts, IdentityAccounts>();
        services.AddIdentityCore<Account>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.Password.RequiredLength = 12;
            options.Password.RequiredUniqueChars = 5;
            // Length beats character classes (NIST SP 800-63B, 5.1.1.2).
            options.Password.RequireDigit = options.Password.RequireLowercase = options.Password.RequireUppercase = options.Password.RequireNonAlphanumeric = false;
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            options.Lockout.AllowedForNewUsers = true;
        }).AddEntityFrameworkStores<AccountsDb>().AddSignInManager().AddDefaultTokenProviders();
        return services;
    }
}
