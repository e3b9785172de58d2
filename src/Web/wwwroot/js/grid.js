// Keys, opening, columns and the top edge of a cursor grid. Rows are moved through here, without a round trip; only opening goes to the server.
import { writeLocal } from './preferences.js';

const interactive = 'a, button, input, select, textarea, label, summary, [data-copy]';
const grids = new WeakMap();

const rows = scroller => [...scroller.querySelectorAll('tr[data-row]')];

function open(row) {
  row.dispatchEvent(new CustomEvent('rowopen', { bubbles: true }));
}

function scrollerOf(element) {
  for (let e = element; e; e = e.parentElement)
    if (/(auto|scroll)/.test(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight) return e;
  return document.scrollingElement;
}

// Listened to at the document: keys and clicks work from the moment that the rows can be seen, not from when the grid's script was called.
document.addEventListener('keydown', e => {
  const scroller = e.target instanceof Element && e.target.closest('.cursor-grid > .scroller');
  if (scroller) onKey(e, scroller);
});

document.addEventListener('click', e => {
  const row = e.target instanceof Element && e.target.closest('.cursor-grid tr[data-row]');
  if (!row || e.target.closest(interactive) || String(getSelection())) return;
  open(row);
});

function onKey(e, scroller) {
  const target = e.target;
  const row = target.closest('tr[data-row]');
  if (target !== scroller && target !== row) {
    if (e.key === 'Escape' && row) { e.preventDefault(); row.focus(); }
    return;
  }
  const all = rows(scroller);
  if (all.length === 0) return;
  const at = row ? all.indexOf(row) : -1;
  const page = Math.max(1, Math.floor(scroller.clientHeight / all[0].offsetHeight) - 2);
  switch (e.key) {
    case 'ArrowDown': go(at < 0 ? firstVisible(scroller, all) : at + 1); break;
    case 'ArrowUp': go(at < 0 ? 0 : at - 1); break;
    case 'PageDown': go(at + page); break;
    case 'PageUp': go(at - page); break;
    case 'Home': jump(0, 0); break;
    case 'End': jump(1e9, -1); break;
    case 'Enter': if (row) { e.preventDefault(); open(row); } return;
    case 'x': case ' ': {
      const box = row?.querySelector('input[data-select]');
      if (!box || e.ctrlKey || e.metaKey || e.altKey) return;
      box.click();
      break;
    }
    case 'Escape': if (row) { e.preventDefault(); scroller.focus({ preventScroll: true }); } return;
    default: return;
  }
  e.preventDefault();

  function go(to) {
    all[Math.max(0, Math.min(to, all.length - 1))].focus();
  }

  function jump(top, index) {
    scrollerOf(scroller).scrollTop = top;
    setTimeout(() => rows(scroller).at(index)?.focus(), 120);
  }
}

function firstVisible(scroller, all) {
  const top = scroller.getBoundingClientRect().top;
  return Math.max(0, all.findIndex(r => r.getBoundingClientRect().bottom > top + 40));
}

// One tab stop for the whole list: what is inside a row can be reached with Tab only from that row.
document.addEventListener('keydown', e => {
  if (e.key !== 'Tab') return;
  const here = document.activeElement?.closest('tr[data-row]');
  for (const control of document.querySelectorAll('tr[data-row] :is(a[href], button, input, select, summary)'))
    control.tabIndex = here && here.contains(control) ? 0 : -1;
}, true);

// The choice of columns is kept the moment it is made, before the server hears of it: a reload or a lost connection then takes nothing away.
// What is kept are the titles of the columns that are not as they come.
document.addEventListener('change', e => {
  const panel = e.target instanceof Element && e.target.closest('[data-remember-columns]');
  if (!panel) return;
  const changed = [...panel.querySelectorAll('input[data-column]')].filter(box => box.checked === (box.dataset.optional === 'true'));
  writeLocal(panel.dataset.rememberColumns, changed.length ? changed.map(box => box.dataset.column).join('\n') : null);
});

export function attachGrid(scroller, edge, dotnet) {
  if (!scroller || !edge) return; // the visitor has gone on before the list was attached
  const observer = new IntersectionObserver(entries => {
    const seen = entries[entries.length - 1].isIntersecting;
    // What the server knows, for whoever has to wait for it.
    dotnet.invokeMethodAsync('AtTopChanged', seen).then(() => { scroller.dataset.atTop = seen; }, () => {});
  });
  observer.observe(edge);
  grids.set(scroller, () => observer.disconnect());
}

export function detachGrid(scroller) {
  if (!scroller) return;
  grids.get(scroller)?.();
  grids.delete(scroller);
}

export function gridToTop(scroller) {
  scrollerOf(scroller).scrollTop = 0;
}
