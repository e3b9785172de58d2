// Arrow keys inside one tab stop: a container with data-roving="horizontal" or "vertical" and items marked data-roving-item.
document.addEventListener('keydown', e => {
  const item = e.target instanceof Element && e.target.closest('[data-roving-item]');
  const box = item && item.closest('[data-roving]');
  if (!box) return;
  const [back, forth] = box.dataset.roving === 'vertical' ? ['ArrowUp', 'ArrowDown'] : ['ArrowLeft', 'ArrowRight'];
  const items = [...box.querySelectorAll('[data-roving-item]')].filter(i => i.offsetParent !== null || i instanceof SVGElement);
  const at = items.indexOf(item);
  const to = { [back]: at - 1, [forth]: at + 1, Home: 0, End: items.length - 1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  const next = items[Math.max(0, Math.min(to, items.length - 1))];
  for (const i of items) i.tabIndex = i === next ? 0 : -1;
  next.focus();
});
