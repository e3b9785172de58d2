using Microsoft.Playwright;

namespace Artisan.E2E.Support;

/// <summary>Remembers what a page does that it must not: ask other hosts, break its content policy, log errors.</summary>
public sealed class PageWatch(IPage page, string baseUrl)
{
    private readonly List<string> _external = [];
    private readonly List<string> _errors = [];

    /// <summary>Begins; before the first navigation.</summary>
    public async Task StartAsync()
    {
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(baseUrl, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                _external.Add(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
        await page.AddInitScriptAsync("""
            window.__breaches = [];
            document.addEventListener('securitypolicyviolation', e => window.__breaches.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile ?? ''}`));
            """);
    }

    /// <summary>What was seen.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(bool expectConsoleErrors = false)
    {
        string[] breaches = await page.EvaluateAsync<string[]>("() => window.__breaches ?? []");
        return
        [
            .. _external.Select(u => $"asked another host: {u}"),
            .. breaches.Select(b => $"broke the content policy: {b}"),
            .. expectConsoleErrors ? [] : _errors.Select(e => $"logged an error: {e}"),
        ];
    }
}
