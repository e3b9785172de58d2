// Keeps "3 min ago" true in an open tab, without asking the server. The words are those of Format.Ago.
function ago(seconds) {
  const past = seconds >= 0;
  const s = Math.abs(seconds);
  if (s < 5) return 'just now';
  const text = s < 60 ? `${Math.floor(s)} s`
    : s < 3600 ? `${Math.floor(s / 60)} min`
    : s < 86400 ? `${Math.floor(s / 3600)} h`
    : `${Math.floor(s / 86400)} d`;
  return past ? `${text} ago` : `in ${text}`;
}

function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll('time[data-relative]')) {
    const seconds = (now - Date.parse(time.dateTime)) / 1000;
    if (Math.abs(seconds) >= 30 * 86400) continue;
    const words = ago(seconds);
    // The text node itself is changed, never replaced: the renderer on the server still owns it.
    if (time.firstChild?.nodeType === Node.TEXT_NODE && time.firstChild.nodeValue !== words) time.firstChild.nodeValue = words;
  }
}

setInterval(() => { if (!document.hidden) tick(); }, 10000);
document.addEventListener('visibilitychange', () => { if (!document.hidden) tick(); });
