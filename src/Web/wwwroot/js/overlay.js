// Drawers, dialogs and sheets: keeps the focus inside the topmost, closes it with Escape, and gives the focus back.
const stack = [];
// The overlay that Escape was pressed for after it was drawn but before the server had asked to trap it.
let escaped = null;
const reachable = 'a[href], button:not(:disabled), input:not(:disabled):not([type="hidden"]), select:not(:disabled), textarea:not(:disabled), summary, [tabindex]:not([tabindex="-1"])';
// Panels that components hang on <body> belong to whatever is open.
const guests = '.rz-popup, .rz-dialog-wrapper, .rz-dialog, .rz-popupbutton, [popover]';

const visible = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';

function stops(element) {
  return [...element.querySelectorAll(reachable)].filter(visible);
}

// What stands is marked in the page itself, since the call of trap comes a round trip later.
const untrapped = () => [...document.querySelectorAll('[data-focus-trap]')].map(e => e.dataset.focusTrap)
  .findLast(id => document.getElementById(id) && !stack.some(s => s.id === id));

export function trap(id, dotnet) {
  const element = document.getElementById(id);
  if (!element || stack.some(s => s.id === id)) return;
  // Who was quicker than this call and is at work inside already stays where he is.
  const inside = element.contains(document.activeElement);
  stack.push({ id, element, dotnet, back: inside ? null : document.activeElement });
  const first = element.querySelector('[autofocus]') ?? element.querySelector('[data-first-focus]') ?? element;
  if (!inside) first.focus({ preventScroll: true });
  if (escaped !== id) return;
  escaped = null;
  dotnet.invokeMethodAsync('CloseFromBrowser');
}

export function release(id) {
  if (escaped === id) escaped = null;
  const at = stack.findIndex(s => s.id === id);
  if (at < 0) return;
  const [{ back }] = stack.splice(at, 1);
  const top = stack[stack.length - 1]?.element;
  if (back && back.isConnected && back !== document.body && visible(back)) back.focus({ preventScroll: true });
  else (top ?? document.querySelector('main h1') ?? document.getElementById('main'))?.focus({ preventScroll: true });
}

document.addEventListener('keydown', e => {
  const top = stack[stack.length - 1];
  if (e.key === 'Escape') {
    if (e.defaultPrevented || document.querySelector(':popover-open') || document.querySelector('.rz-dialog-wrapper')) return;
    const coming = untrapped();
    if (!top && !coming) return;
    e.preventDefault();
    if (coming) escaped = coming;
    else top.dotnet.invokeMethodAsync('CloseFromBrowser');
    return;
  }
  if (!top) return;
  if (e.key !== 'Tab' || (e.target instanceof Element && e.target.closest(guests) && !top.element.contains(e.target))) return;
  const all = stops(top.element);
  if (all.length === 0) { e.preventDefault(); return; }
  const at = document.activeElement;
  if (e.shiftKey && (at === all[0] || at === top.element)) { e.preventDefault(); all[all.length - 1].focus(); }
  else if (!e.shiftKey && at === all[all.length - 1]) { e.preventDefault(); all[0].focus(); }
});

document.addEventListener('focusin', e => {
  const top = stack[stack.length - 1];
  if (!top || !(e.target instanceof Element) || top.element.contains(e.target) || e.target.closest(guests)) return;
  // A re-render may have taken the focused element away; the browser then falls back to <body>, which raises no event.
  (stops(top.element)[0] ?? top.element).focus({ preventScroll: true });
});
