// Ctrl K (or Command K) anywhere, and the arrow keys of a combobox, which must not move the caret.
let stop = null;

export function listenForKeys(dotnet) {
  stop?.();
  const onKey = e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k') {
      e.preventDefault();
      dotnet.invokeMethodAsync('OpenPalette');
    }
  };
  document.addEventListener('keydown', onKey);
  stop = () => document.removeEventListener('keydown', onKey);
}

export function stopListeningForKeys() {
  stop?.();
  stop = null;
}

export function listKeys(input, dotnet) {
  input.addEventListener('keydown', e => {
    if (!['ArrowDown', 'ArrowUp', 'Enter', 'PageDown', 'PageUp'].includes(e.key) || e.isComposing) return;
    e.preventDefault();
    dotnet.invokeMethodAsync('Key', e.key, input.value);
  });
}

// Brings the active option of a list into sight, after the render that made it active.
export function reveal(id) {
  requestAnimationFrame(() => document.getElementById(id)?.scrollIntoView({ block: 'nearest' }));
}
