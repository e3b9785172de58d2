using System.Text;
using System.Text.Json;
using Artisan.Core.Crm.Imports;
using Artisan.Core.Kernel;
using Artisan.Core.Tenancy;
using Artisan.Web.Shell.Doors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Artisan.Web.Features.Crm;

/// <summary>Takes a multipart form with a file of leads: the file goes straight into the store, in bounded memory; nothing is left behind where anything is wrong.</summary>
internal sealed class LeadUpload(UploadLeads upload, ConfigureLeadImport configure, GetLeadImport get, StartLeadImport start, DiscardLeadImport discard, LeadImportSettings settings)
{
    private const int MostFieldBytes = 256 * 1024;
    private const long FormBytes = 1024 * 1024;

    /// <summary>Takes it, and starts the import unless a draft is wanted.</summary>
    /// <returns>The import's id.</returns>
    /// <exception cref="ArtisanException">When the form or the file is wrong.</exception>
    public async Task<Guid> ExecuteAsync(HttpContext http, bool draft, CancellationToken cancellationToken)
    {
        TenantScope scope = http.Scope();
        scope.Demand(Area.Leads, Level.Edit);
        string boundary = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out MediaTypeHeaderValue? type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value ?? "" : "";
        if (boundary.Length is 0 or > 200)
            throw ArtisanException.Invalid("file", "Send the file as multipart/form-data in the field 'file': curl -F file=@leads.csv …");
        // Larger bodies than others may send; what is told to be too large is refused before its first byte is read.
        if (http.Request.ContentLength > settings.MaxBytes + FormBytes)
            throw TooLarge();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = settings.MaxBytes + FormBytes;
        var fields = new Dictionary<string, string>();
        Guid? import = null;
        try
        {
            var form = new MultipartReader(boundary, http.Request.Body);
            while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition))
                    continue;
                string name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                if (name != "file")
                {
                    fields[name] = await TextAsync(section.Body, name, cancellationToken);
                    continue;
                }
                if (import is not null)
                    throw ArtisanException.Invalid("file", "Send one file at a time.");
                string fileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "leads.csv";
                import = await upload.ExecuteAsync(scope, fileName, section.Body, settings.MaxBytes, cancellationToken);
            }
            Guid id = import ?? throw ArtisanException.Invalid("file", "There is no field 'file' in the form: curl -F file=@leads.csv …");
            await ApplyAsync(scope, id, fields, cancellationToken);
            if (!draft)
                await start.ExecuteAsync(scope, id, cancellationToken);
            return id;
        }
        catch (Exception e)
        {
            if (import is { } made)
                await discard.ExecuteAsync(scope, made, CancellationToken.None);
            throw e switch
            {
                BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(),
                InvalidDataException or IOException when !cancellationToken.IsCancellationRequested && e is not BadHttpRequestException => ArtisanException.Invalid("file", "The form ends before its last boundary, or its headers cannot be read. Send it again as multipart/form-data."),
                _ => e,
            };
        }
    }

    private async Task ApplyAsync(TenantScope scope, Guid import, Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        string? Text(string field) => fields.TryGetValue(field, out string? text) && text.Length > 0 ? text : null;
        if (Text("delimiter") is not null || Text("encoding") is not null || Text("has_header") is not null)
            await configure.ReadAsync(scope, import, Delimiter(Text("delimiter")), Text("encoding"), Flag("has_header", Text("has_header")), cancellationToken);
        if (Text("mapping") is { } mapping)
            await configure.MapAsync(scope, import, Mapping(mapping), cancellationToken);
        ImportOptions options = (await get.ExecuteAsync(scope, import, cancellationToken)).Plan.Options;
        ImportOptions changed = options with
        {
            OnMatch = Word("on_match", Text("on_match"), options.OnMatch),
            NoEmail = Word("no_email", Text("no_email"), options.NoEmail),
            Stage = Word("stage", Text("stage"), options.Stage),
            Source = Text("source") ?? options.Source,
            CreateAccounts = Flag("create_accounts", Text("create_accounts")) ?? options.CreateAccounts,
            OwnerId = Text("owner_id") is not { } owner ? options.OwnerId : Guid.TryParse(owner, out Guid id) ? id : throw ArtisanException.Invalid("owner_id", "An owner is a member's id."),
        };
        if (changed != options)
            await configure.ExecuteAsync(scope, import, changed, cancellationToken);
    }

    private static char? Delimiter(string? text) => text switch
    {
        null => null,
        "tab" or "\\t" or "\t" => '\t',
        { Length: 1 } => text[0],
        _ => throw ArtisanException.Invalid("delimiter", "A delimiter is one character, or 'tab'."),
    };

    private static bool? Flag(string field, string? text) => text switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw ArtisanException.Invalid(field, $"'{field}' is true or false."),
    };

    private static T Word<T>(string field, string? text, T fallback) where T : struct, Enum =>
        text is null ? fallback : Enum.TryParse(text, ignoreCase: true, out T value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value
        : throw ArtisanException.Invalid(field, $"'{field}' is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");

    private static Dictionary<string, string?> Mapping(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string?>>(json) ?? [];
        }
        catch (JsonException)
        {
            throw ArtisanException.Invalid("mapping", """A mapping is a JSON object of headings and fields: {"E-Mail":"email","Surname":"last_name","Notes":null}""");
        }
    }

    private static async Task<string> TextAsync(Stream body, string name, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostFieldBytes + 1];
        int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MostFieldBytes ? Encoding.UTF8.GetString(buffer, 0, length).Trim() : throw ArtisanException.Invalid(name, $"The field '{name}' is too long.");
    }

    private ArtisanException TooLarge() => new(ErrorCode.PayloadTooLarge, $"The file is larger than {settings.MaxWords}. Split it, or ask who runs Artisan to raise {LeadImportSettings.MaxKey}.") { Field = "file" };
}
