// Mirrors the state of the circuit onto <html data-connection>, for the frame's sign and the banner.
// "live": connected; "away": lost, being restored; "lost": given up or refused.
function words(state) {
  const since = document.getElementById('connection-since');
  if (since && state !== 'live' && !since.textContent)
    since.textContent = new Date().toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  if (since && state === 'live') since.textContent = '';
}

function watch(modal) {
  const read = () => {
    const names = modal.classList;
    const state = names.contains('components-reconnect-rejected') || names.contains('components-reconnect-failed') ? 'lost'
      : names.contains('components-reconnect-show') || names.contains('components-reconnect-retrying') ? 'away'
      : 'live';
    if (document.documentElement.dataset.connection === state) return;
    document.documentElement.dataset.connection = state;
    words(state);
  };
  new MutationObserver(read).observe(modal, { attributes: true, attributeFilter: ['class'] });
  read();
}

document.addEventListener('click', async e => {
  if (!(e.target instanceof Element)) return;
  if (e.target.closest('[data-reload]')) location.reload();
  if (e.target.closest('[data-reconnect]')) {
    try {
      if (!await Blazor.reconnect()) location.reload();
    } catch {
      location.reload();
    }
  }
});

const modal = document.getElementById('components-reconnect-modal');
if (modal) watch(modal);
