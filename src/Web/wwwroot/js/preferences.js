// Theme and navigation width live in cookies, so that the server renders them and nothing flashes; column choices live in localStorage.
const year = 31536000;

export function setPreference(name, value) {
  const root = document.documentElement;
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  const secure = location.protocol === 'https:' ? '; secure' : '';
  document.cookie = `artisan.${name}=${encodeURIComponent(value ?? '')}; path=/; max-age=${value ? year : 0}; samesite=lax${secure}`;
}

export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';
}

export function readLocal(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function writeLocal(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch { /* storage is full or forbidden: the choice lasts as long as the page */ }
}

// The address without a navigation, for state that no component has to hear of.
export function applyPath(path) {
  history.replaceState(history.state, '', path);
}

// Posts an existing form by id (sign-out, switching the organisation), filling in fields first.
export function postForm(id, fields) {
  const form = document.getElementById(id);
  for (const [name, value] of Object.entries(fields ?? {})) {
    const input = form.elements.namedItem(name);
    if (input) input.value = value;
  }
  form.submit();
}
