using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Artisan.Core.Kernel;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Artisan.Infrastructure.Tenancy;

/// <summary>Keeps Data Protection keys in the database, so that all nodes share them, each wrapped by the master key, so that the database alone opens nothing.</summary>
internal sealed class DataProtectionStore(IDbContextFactory<AccountsDb> databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using AccountsDb db = databases.CreateDbContext();
        return db.DataProtectionKeys.AsNoTracking().Select(k => k.Xml).ToArray().Select(XElement.Parse).ToArray();
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using AccountsDb db = databases.CreateDbContext();
        db.DataProtectionKeys.Add(new DataProtectionKey { Id = Guid.CreateVersion7(), FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}

/// <summary>Wraps a key's secret with AES-256-GCM under the master key.</summary>
internal sealed class MasterKeyEncryptor(MasterKey masterKey) : IXmlEncryptor
{
    internal const string Purpose = "artisan/data-protection/v1";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        byte[] clear = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        byte[] nonce = RandomNumberGenerator.GetBytes(12), tag = new byte[16], cipher = new byte[clear.Length];
        using var aes = new AesGcm(masterKey.Derive(Purpose), 16);
        aes.Encrypt(nonce, clear, cipher, tag);
        return new EncryptedXmlInfo(new XElement("wrapped", Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(MasterKeyDecryptor));
    }
}

/// <summary>Unwraps what <see cref="MasterKeyEncryptor"/> wrapped.</summary>
internal sealed class MasterKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        byte[] wrapped = Convert.FromBase64String(encryptedElement.Value);
        byte[] clear = new byte[wrapped.Length - 28];
        using var aes = new AesGcm(services.GetRequiredService<MasterKey>().Derive(MasterKeyEncryptor.Purpose), 16);
        try
        {
            aes.Decrypt(wrapped.AsSpan(0, 12), wrapped.AsSpan(28), wrapped.AsSpan(12, 16), clear);
        }
        catch (CryptographicException e)
        {
            throw new InvalidOperationException("The database's keys were wrapped by another master key. Start with the ARTISAN_MASTER_KEY or data folder that this database was used with.", e);
        }
        return XElement.Parse(Encoding.UTF8.GetString(clear));
    }
}

internal sealed class ConfigureDataProtection(IDbContextFactory<AccountsDb> databases, MasterKey masterKey) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = new DataProtectionStore(databases);
        options.XmlEncryptor = new MasterKeyEncryptor(masterKey);
    }
}

/// <summary>Encrypts provider credentials.</summary>
internal sealed class CredentialProtector(IDataProtectionProvider provider) : ICredentialProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("artisan.provider-credentials.v1");

    public string Protect(string clear) => _protector.Protect(clear);

    public string? Unprotect(string encrypted)
    {
        try
        {
            return _protector.Unprotect(encrypted);
        }
        catch (CryptographicException)
        {
            return null; // the provider is then shown as having no credential, and can be given a new one
        }
    }
}
