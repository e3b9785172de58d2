// Ctrl K (or Command K) anywhere, and the arrow keys of a combobox, which must not move the caret.
let frame = null;
let asked = false;

document.addEventListener('keydown', e => {
  if (!(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey || e.key.toLowerCase() !== 'k') return;
  if (!document.querySelector('.frame, .boot')) return;
  e.preventDefault();
  if (frame) frame.invokeMethodAsync('OpenPalette');
  else asked = true;
});

// What was asked for while the console was still being opened is done now.
export function listenForKeys(dotnet) {
  frame = dotnet;
  if (asked) frame.invokeMethodAsync('OpenPalette');
  asked = false;
}

export function stopListeningForKeys() {
  frame = null;
}

export function listKeys(input, dotnet) {
  if (!input) return; // closed again before it was attached
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

// Brings a tab into sight inside its strip, sideways only: the page stays where its reader is, also when the strip stands further down.
export function revealInStrip(id) {
  requestAnimationFrame(() => {
    const tab = document.getElementById(id), strip = tab?.closest('.tabs');
    if (!strip) return;
    const at = tab.getBoundingClientRect(), around = strip.getBoundingClientRect();
    if (at.left < around.left) strip.scrollLeft -= around.left - at.left;
    else if (at.right > around.right) strip.scrollLeft += at.right - around.right;
  });
}
