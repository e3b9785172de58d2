using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Artisan.E2E.Support;

/// <summary>Single checks of a page; each answers what it found, in words.</summary>
public static class PageChecks
{
    private static readonly Lazy<string> AxeScript = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>Waits until the frame (or a plain page) stands, nothing is busy and the fonts are there.</summary>
    public static async Task WaitUntilShownAsync(IPage page)
    {
        await page.WaitForFunctionAsync("""
            () => document.querySelector('.frame, .plain, .frame-failure') && !document.querySelector('[aria-busy="true"]')
            """);
        await page.EvaluateAsync("async () => { await document.fonts.ready; await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))); }");
    }

    /// <summary>axe's findings of impact serious or worse.</summary>
    /// <param name="page">Where to look.</param>
    /// <param name="coloursOnly">Whether only the rules that depend on colours are asked; for another theme of a page that was looked at whole.</param>
    public static async Task<IReadOnlyList<string>> AxeAsync(IPage page, bool coloursOnly = false)
    {
        // Run by itself instead of through the library's Playwright wrapper, which opens further pages and carries all that passed.
        if (!await page.EvaluateAsync<bool>("() => !!window.axe"))
            await page.EvaluateAsync(AxeScript.Value);
        return await page.EvaluateAsync<string[]>("""
            async coloursOnly => {
              const options = { resultTypes: ['violations'], iframes: false };
              if (coloursOnly)
                options.runOnly = { type: 'rule', values: axe.getRules().filter(r => /color|text-block/.test(r.ruleId) && !r.tags.includes('experimental') && !r.tags.includes('wcag2aaa')).map(r => r.ruleId) };
              const { violations } = await axe.run(document, options);
              return violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .flatMap(v => v.nodes.slice(0, 3).map(n => `axe ${v.impact} ${v.id}: ${v.help} at ${n.target.join(' ')} ${n.html.slice(0, 160)} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`));
            }
            """, coloursOnly);
    }

    /// <summary>Whether the document, or the page inside the frame, scrolls sideways.</summary>
    public static async Task<IReadOnlyList<string>> HorizontalScrollAsync(IPage page)
    {
        string? wide = await page.EvaluateAsync<string?>("""
            () => {
              const main = document.querySelector('main');
              if (document.documentElement.scrollWidth <= innerWidth && (!main || main.scrollWidth <= main.clientWidth)) return null;
              const edge = main ? main.getBoundingClientRect().right : innerWidth;
              const out = [...document.querySelectorAll('main *')].find(e => e.getBoundingClientRect().right > edge + 1);
              return `${document.documentElement.scrollWidth} > ${innerWidth}, ${out?.outerHTML.slice(0, 160)}`;
            }
            """);
        return wide is null ? [] : [$"scrolls sideways: {wide}"];
    }

    /// <summary>Walks the page with Tab: everything that can be used must be reached, and must show that it is.</summary>
    public static async Task<IReadOnlyList<string>> KeyboardAsync(IPage page)
    {
        int stops = await page.EvaluateAsync<int>("""
            () => {
              document.activeElement?.blur();
              // What is open on top is all that can be reached; what is inside a grid's rows is reached from its row.
              const open = [...document.querySelectorAll('[aria-modal="true"]')].pop() ?? document;
              const shown = e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[inert]');
              window.__stops = new Set([...open.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
                .filter(e => !e.disabled && e.tabIndex >= 0 && shown(e) && !e.closest('tr[data-row]') && !(e.type === 'radio' && !e.checked)));
              return window.__stops.size;
            }
            """);
        // The page itself notes where the focus goes, so that a step is one key press and no question.
        await page.EvaluateAsync("""
            () => {
              window.__unseen = [];
              document.addEventListener('focusin', ({ target: at }) => {
                if (!window.__stops.delete(at)) return;
                const near = [at, at.parentElement].some(e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; });
                if (!near && getComputedStyle(at).boxShadow === 'none') window.__unseen.push(at.outerHTML.slice(0, 120));
              });
              getSelection().removeAllRanges();
              document.body.tabIndex = -1;
              document.body.focus();
              document.body.removeAttribute('tabindex');
            }
            """);
        // A few steps more than stops: leaving the document and coming back takes one or two.
        for (int i = 0; i < stops + 8; i++)
            await page.Keyboard.PressAsync("Tab");
        var faults = new List<string>((await page.EvaluateAsync<string[]>("() => window.__unseen")).Select(u => $"focus cannot be seen: {u}"));
        string[] missed = await page.EvaluateAsync<string[]>("() => [...window.__stops].filter(e => e.isConnected).map(e => e.outerHTML.slice(0, 140))");
        faults.AddRange(missed.Select(m => $"not reached by Tab: {m}"));
        return faults;
    }
}
