namespace Artisan.Core.Kernel;

/// <summary>Encrypts credentials for storage and back.</summary>
public interface ICredentialProtector
{
    /// <summary>Encrypts.</summary>
    string Protect(string clear);

    /// <summary>Decrypts; null when the text was encrypted with a key that is lost.</summary>
    string? Unprotect(string encrypted);
}
