// The console's own script: what must answer without a round trip, and the few things that only a browser can do.
// Loaded once by App.razor; C# reaches the exports through ShellScripts.
import './popover.js';
import './roving.js';
import './clock.js';
import './clipboard.js';
import './connection.js';

export { setPreference, timeZone, readLocal, writeLocal, applyPath, postForm } from './preferences.js';
// The grid before the overlays: Escape on a row leaves the row first.
export { attachGrid, detachGrid, gridToTop } from './grid.js';
export { trap, release } from './overlay.js';
export { attachUpload, detachUpload } from './upload.js';
export { scrollToEnd, scrollToTop } from './scroll.js';
export { listenForKeys, stopListeningForKeys, listKeys, reveal, revealInStrip } from './keys.js';

// The skip link: a fragment would be resolved against <base href>, so the focus is moved here.
document.addEventListener('click', e => {
  const skip = e.target instanceof Element && e.target.closest('[data-skip-to]');
  if (!skip) return;
  e.preventDefault();
  document.getElementById(skip.dataset.skipTo)?.focus();
});
