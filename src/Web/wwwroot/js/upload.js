// Sends a file by plain HTTP, since that has progress, can be cancelled and takes any size; the circuit only hears how far it is.
const uploads = new WeakMap();

// options: url, workspace, maxBytes, maxWords, pastedName. The root holds an input of type file, a textarea [data-paste] with a button [data-send-pasted],
// and buttons [data-cancel-upload]; the whole of [data-drop] takes files that are dropped.
export function attachUpload(root, handler, options) {
  if (!root) return; // the visitor has gone on before the page was attached
  detachUpload(root);
  const state = { handler, options, request: null, abort: new AbortController() };
  uploads.set(root, state);
  const on = (target, type, run) => target.addEventListener(type, run, { signal: state.abort.signal });
  const tell = (name, ...args) => handler.invokeMethodAsync(name, ...args).catch(() => { /* the circuit is away; it asks again when it is back */ });

  on(root, 'change', e => {
    if (e.target.type !== 'file' || !e.target.files.length) return;
    send(e.target.files[0], e.target.files[0].name);
    e.target.value = '';
  });
  on(root, 'click', e => {
    if (e.target.closest('[data-cancel-upload]')) state.request?.abort();
    if (!e.target.closest('[data-send-pasted]')) return;
    const text = root.querySelector('[data-paste]').value;
    if (text.trim()) send(new Blob([text], { type: 'text/csv' }), options.pastedName);
    else tell('Refused', 'Nothing is pasted yet. Paste the rows with their header row first.', null);
  });
  let over = 0;
  const mark = () => root.querySelector('[data-drop]')?.classList.toggle('over', over > 0);
  on(root, 'dragenter', e => { e.preventDefault(); over++; mark(); });
  on(root, 'dragleave', () => { over = Math.max(0, over - 1); mark(); });
  on(root, 'dragover', e => e.preventDefault());
  on(root, 'drop', e => {
    e.preventDefault();
    over = 0;
    mark();
    const files = e.dataTransfer.files;
    if (files.length === 1) send(files[0], files[0].name);
    else if (files.length > 1) tell('Refused', 'Drop one file at a time.', null);
    else if (e.dataTransfer.getData('text/plain')) send(new Blob([e.dataTransfer.getData('text/plain')], { type: 'text/csv' }), options.pastedName);
  });

  function send(content, name) {
    if (state.request) return;
    if (content.size > options.maxBytes) return tell('Refused', `The file is larger than ${options.maxWords}. Split it.`, null);
    if (content.size === 0) return tell('Refused', 'The file is empty. Choose a file with a header row and at least one lead.', null);
    const form = new FormData();
    form.append('file', content, name);
    const request = state.request = new XMLHttpRequest();
    request.open('POST', options.url);
    request.setRequestHeader('RequestVerificationToken', document.querySelector('input[name="__RequestVerificationToken"]')?.value ?? '');
    request.setRequestHeader('X-Artisan-Workspace', options.workspace);
    request.responseType = 'text';
    let told = 0;
    request.upload.onprogress = e => {
      const now = performance.now();
      if (now - told < 200 && e.loaded < e.total) return;
      told = now;
      tell('Progress', name, e.loaded, e.total);
    };
    request.onload = () => {
      state.request = null;
      let body = {};
      try { body = JSON.parse(request.responseText); } catch { /* a proxy's page, not ours */ }
      if (request.status === 202) tell('Taken', body.import_id);
      else tell('Refused', body.detail ?? `The server answered ${request.status}. Try again.`, body.request_id ?? null);
    };
    request.onerror = () => { state.request = null; tell('Refused', 'The connection broke off before the file was taken. Nothing was imported; try again.', null); };
    request.onabort = () => { state.request = null; tell('Aborted'); };
    tell('Progress', name, 0, content.size);
    request.send(form);
  }
}

export function detachUpload(root) {
  const state = root && uploads.get(root);
  if (!state) return;
  state.abort.abort();
  if (state.request) {
    state.request.onabort = null;
    state.request.abort();
  }
  uploads.delete(root);
}
