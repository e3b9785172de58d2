using System.Security.Cryptography;
using System.Text;

namespace Artisan.Infrastructure.Tenancy;

/// <summary>
/// The deployment's one secret outside the database: it wraps the Data Protection keys and seals audit anchors. From <c>ARTISAN_MASTER_KEY</c>,
/// else from a file of mode 0600 in the data folder, made at the first start.
/// </summary>
public sealed class MasterKey
{
    private readonly byte[] _secret;

    private MasterKey(byte[] secret, string origin) => (_secret, Origin) = (secret, origin);

    /// <summary>Where it came from, for people.</summary>
    public string Origin { get; }

    /// <summary>A key derived for one purpose (HKDF-SHA-256), 32 bytes.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Takes the key from the environment or the data folder.</summary>
    /// <exception cref="InvalidOperationException">When the given key is too short or the file is readable by others.</exception>
    public static MasterKey Load(string? given, string dataFolder)
    {
        if (given is { Length: > 0 })
        {
            if (given.Length < 32)
                throw new InvalidOperationException("ARTISAN_MASTER_KEY is shorter than 32 characters. Make one with: openssl rand -base64 48");
            return new MasterKey(Encoding.UTF8.GetBytes(given), "ARTISAN_MASTER_KEY");
        }
        string path = Path.Combine(dataFolder, "master.key");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(dataFolder);
            string made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
            // Written beside and renamed, so that a crash leaves either no key or a whole one.
            string beside = path + ".new";
            using (var stream = new FileStream(beside, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                stream.Write(Encoding.UTF8.GetBytes(made));
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: false);
        }
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            throw new InvalidOperationException($"{path} may be read by others. Run: chmod 600 {path}");
        return new MasterKey(Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim()), path);
    }
}
