// Any button with data-copy (the text itself) or data-copy-from (ids of elements whose text or value is meant, joined by a blank line) copies, and says so.
const live = document.createElement('div');
live.className = 'sr-only';
live.setAttribute('role', 'status');

async function write(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('copying was refused');
}

document.addEventListener('click', async e => {
  const button = e.target instanceof Element && e.target.closest('[data-copy], [data-copy-from]');
  if (!button) return;
  const text = button.dataset.copy ?? button.dataset.copyFrom.split(' ').map(id => document.getElementById(id)).map(e => e?.value ?? e?.textContent ?? '').join('\n\n');
  if (!live.isConnected) document.body.append(live);
  try {
    await write(text);
    button.dataset.copied = 'yes';
    live.textContent = 'Copied';
  } catch {
    button.dataset.copied = 'no';
    live.textContent = 'The browser did not allow copying';
  }
  button.focus();
  setTimeout(() => { delete button.dataset.copied; live.textContent = ''; }, 1600);
});
