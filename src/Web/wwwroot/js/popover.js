// Places the browser's own popovers beside their buttons, and gives menus their keys.
const gap = 4;

function place(panel) {
  const button = document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const width = panel.offsetWidth;
  const height = panel.offsetHeight;
  const end = panel.dataset.align === 'end';
  let left = end ? at.right - width : at.left;
  let top = at.bottom + gap;
  if (top + height > innerHeight - 8 && at.top - gap - height > 8) top = at.top - gap - height;
  left = Math.max(8, Math.min(left, innerWidth - width - 8));
  top = Math.max(8, Math.min(top, innerHeight - height - 8));
  panel.style.left = `${left}px`;
  panel.style.top = `${top}px`;
}

document.addEventListener('beforetoggle', e => {
  if (e.target instanceof HTMLElement && e.target.matches('.panel[popover]') && e.newState === 'open')
    e.target.style.visibility = 'hidden';
}, true);

document.addEventListener('toggle', e => {
  const panel = e.target;
  if (!(panel instanceof HTMLElement) || !panel.matches('.panel[popover]')) return;
  if (e.newState !== 'open') return;
  place(panel);
  panel.style.visibility = '';
  const first = panel.querySelector('[autofocus]') ?? panel.querySelector('[role^="menuitem"], input, button, a[href]');
  first?.focus();
}, true);

addEventListener('resize', () => {
  for (const panel of document.querySelectorAll('.panel[popover]:popover-open')) place(panel);
});

document.addEventListener('click', e => {
  const item = e.target instanceof Element && e.target.closest('[role^="menuitem"]:not([data-keep-open]), [data-close-panel]');
  if (item) item.closest('[popover]')?.hidePopover();
});

document.addEventListener('keydown', e => {
  const menu = e.target instanceof Element && e.target.closest('[role="menu"]');
  if (!menu) return;
  const items = [...menu.querySelectorAll('[role^="menuitem"]:not(:disabled)')];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[e.key];
  if (to === undefined || items.length === 0) return;
  e.preventDefault();
  items[(to + items.length) % items.length].focus();
});
