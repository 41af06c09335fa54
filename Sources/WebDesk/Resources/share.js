// Adds to the page for sharing: files are sent one by one in pieces, each with its progress, and continue after a broken
// connection. Without this script, the form sends them all at once.

// An error that another attempt does not mend.
class Fatal extends Error {}

const form = document.querySelector('#send');
if (form && window.fetch && window.Blob) begin();

function begin() {
  const texts = form.dataset;
  const list = document.querySelector('.sending');
  const summary = document.querySelector('.sending-summary');
  const drop = form.querySelector('.drop');
  const headers = { 'X-CSRF-Token': form.elements.csrf.value };
  const atOnce = 2;
  const pieces = { first: 512 << 10, least: 64 << 10, most: 8 << 20 };
  const waiting = [];
  const all = [];
  let running = 0;

  form.querySelector('.plain').hidden = true;
  drop.classList.add('live');
  form.querySelector('.drop-hint').hidden = false;
  const folder = form.querySelector('#folder');
  // Phones have no folders to choose.
  if ('webkitdirectory' in folder && !matchMedia('(pointer: coarse)').matches) form.querySelector('.folder').hidden = false;
  form.addEventListener('submit', event => event.preventDefault());
  for (const input of [form.querySelector('#files'), folder]) {
    input.addEventListener('change', () => {
      add([...input.files].map(file => ({ file, folder: folderOf(file.webkitRelativePath || '') })));
      input.value = '';
    });
  }

  for (const name of ['dragenter', 'dragover']) {
    document.addEventListener(name, event => {
      if (![...event.dataTransfer.types].includes('Files')) return;
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  document.addEventListener('dragleave', event => { if (!event.relatedTarget) drop.classList.remove('over'); });
  document.addEventListener('drop', async event => {
    drop.classList.remove('over');
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add(await dropped(event.dataTransfer));
  });
  addEventListener('beforeunload', event => { if (running || waiting.length) event.preventDefault(); });

  function folderOf(path) { return path.split('/').slice(0, -1).join('/'); }

  // The files that were dropped, also those in folders.
  async function dropped(transfer) {
    const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return [...transfer.files].map(file => ({ file, folder: '' }));
    const found = [];
    async function walk(entry, folder) {
      if (entry.isFile) {
        found.push({ file: await new Promise((done, failed) => entry.file(done, failed)), folder });
      } else if (entry.isDirectory) {
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((done, failed) => reader.readEntries(done, failed));
          if (!some.length) break;
          for (const inner of some) await walk(inner, folder ? `${folder}/${entry.name}` : entry.name);
        }
      }
    }
    for (const entry of entries) await walk(entry, '');
    return found;
  }

  // Announces files and queues them. Files of the system, such as .DS_Store, are left out.
  async function add(chosen) {
    const files = chosen.filter(item => !item.file.name.startsWith('.') && item.file.name !== 'Thumbs.db');
    if (!files.length) return;
    if (files.length > Number(texts.most)) {
      summary.textContent = texts.tooMany;
      return;
    }
    for (const item of files) show(item);
    all.push(...files);
    count();
    const fields = new FormData(form);
    fields.delete('csrf');
    fields.delete('files');
    const announcement = {
      files: files.map(({ file, folder }) => ({ name: file.name, folder, size: file.size, modified: file.lastModified })),
      description: new URLSearchParams(fields).toString()
    };
    let answer;
    try {
      answer = await persist(null, () => fetch('/upload/files', {
        method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(announcement)
      }));
    } catch (error) {
      for (const item of files) fail(item, error.message);
      return;
    }
    const begun = (await answer.json()).files;
    files.forEach((item, place) => Object.assign(item, begun[place]));
    // Transcripts come first, because their video is read with them.
    waiting.push(...files.filter(item => item.isPart), ...files.filter(item => !item.isPart));
    next();
  }

  function next() {
    while (running < atOnce && waiting.length) {
      const item = waiting.shift();
      if (item.isCancelled) continue;
      running += 1;
      send(item).catch(error => fail(item, error.message)).finally(() => {
        running -= 1;
        count();
        next();
      });
    }
  }

  // Repeats a request until the service answers. While the connection is broken, it waits.
  async function persist(item, request) {
    for (let pause = 1000; ; pause = Math.min(pause * 2, 30000)) {
      try {
        const response = await request();
        if (response.ok || [404, 409, 413].includes(response.status)) return response;
        if (response.status === 401 || response.status === 403) throw new Fatal(texts.signedOut);
        if (response.status < 500 && response.status !== 429) {
          const problem = await response.json().catch(() => null);
          throw new Fatal(problem?.detail || texts.refused);
        }
      } catch (error) {
        if (error instanceof Fatal) throw error;
      }
      if (item) state(item, texts.broken);
      await new Promise(done => {
        const timer = setTimeout(done, pause);
        addEventListener('online', () => { clearTimeout(timer); done(); }, { once: true });
      });
      if (item?.isCancelled) throw new Fatal('');
    }
  }

  // Sends a file from where it stopped, and has it read.
  async function send(item) {
    const address = `/upload/files/${encodeURIComponent(item.id)}`;
    let piece = pieces.first;
    while (item.offset < item.file.size && !item.isCancelled) {
      state(item, texts.sending);
      const part = item.file.slice(item.offset, item.offset + piece);
      const began = performance.now();
      let response;
      try {
        response = await fetch(address, {
          method: 'PATCH', body: part,
          headers: { ...headers, 'Upload-Offset': String(item.offset), 'Content-Type': 'application/octet-stream' }
        });
      } catch {
        response = null;
      }
      if (response?.status === 413 && piece > pieces.least) {
        // Something between here and the service accepts less at once.
        piece = pieces.most = piece / 2;
        continue;
      }
      if (!response || response.status >= 500 || response.status === 429) {
        state(item, texts.broken);
        response = await persist(item, () => fetch(address, { method: 'HEAD', headers }));
      }
      if (response.status === 401 || response.status === 403) throw new Fatal(texts.signedOut);
      const offset = response.headers.get('Upload-Offset');
      if (offset === null) throw new Fatal(texts.refused);
      item.offset = Number(offset);
      item.progress.value = item.offset / Math.max(item.file.size, 1);
      if (performance.now() - began < 700) piece = Math.min(piece * 2, pieces.most);
    }
    if (item.isCancelled) return;
    item.progress.value = 1;
    if (item.isPart) {
      state(item, texts.waiting);
      return;
    }
    state(item, texts.reading);
    item.progress.removeAttribute('value');
    for (;;) {
      const response = await persist(item, () => fetch(`${address}/deposit`, { method: 'POST', headers }));
      if (response.ok) {
        finish(item, await response.json());
        for (const part of all.filter(other => other.isPart && !other.isDone)) settle(part);
        return;
      }
      if (response.status !== 409) throw new Fatal(texts.refused);
      // A transcript of it is still on its way.
      await new Promise(done => setTimeout(done, 1000));
    }
  }

  // Asks what became of a part, which is read with its video.
  async function settle(part) {
    const response = await fetch(`/upload/files/${encodeURIComponent(part.id)}/deposit`, { method: 'POST', headers });
    if (!response.ok) return;
    const outcome = await response.json();
    if (!outcome.isWaiting && outcome.outcomeKind !== 'waiting') finish(part, outcome);
    count();
  }

  // The list

  function show(item) {
    const row = document.createElement('li');
    row.className = 'waiting';
    const name = document.createElement('bdi');
    name.className = 'outcome-name';
    name.textContent = item.folder ? `${item.folder}/${item.file.name}` : item.file.name;
    const badge = document.createElement('span');
    badge.className = 'badge';
    badge.textContent = texts.waiting;
    const progress = document.createElement('progress');
    progress.value = 0;
    progress.setAttribute('aria-label', texts.progress.replace('{name}', item.file.name));
    const cancel = document.createElement('button');
    cancel.type = 'button';
    cancel.className = 'button';
    cancel.textContent = texts.cancel;
    cancel.setAttribute('aria-label', `${texts.cancel}: ${item.file.name}`);
    cancel.addEventListener('click', () => {
      item.isCancelled = true;
      if (item.id) fetch(`/upload/files/${encodeURIComponent(item.id)}`, { method: 'DELETE', headers }).catch(() => {});
      all.splice(all.indexOf(item), 1);
      row.remove();
      count();
      form.querySelector('#files').focus();
    });
    row.append(name, badge, progress, cancel);
    list.append(row);
    Object.assign(item, { row, badge, progress, cancel });
  }

  function state(item, text) { if (item.badge.textContent !== text) item.badge.textContent = text; }

  function finish(item, outcome) {
    item.isDone = true;
    item.row.className = outcome.outcomeKind;
    state(item, outcome.outcomeText);
    item.progress.remove();
    item.cancel.remove();
    if (outcome.outcomeHref) {
      const link = document.createElement('a');
      link.className = 'button';
      link.href = outcome.outcomeHref;
      link.dir = 'auto';
      link.textContent = outcome.outcomeLink;
      item.row.append(link);
    }
    // Reasons come from the readers of files, which speak English.
    for (const text of [outcome.outcomeReason, outcome.outcomeRemedy, ...outcome.outcomeNotes]) {
      if (!text) continue;
      const note = document.createElement('span');
      note.className = 'outcome-note';
      note.dir = 'auto';
      note.textContent = text;
      if (text === outcome.outcomeReason) note.lang = 'en';
      item.row.append(note);
    }
  }

  function fail(item, text) {
    if (item.isCancelled) return;
    finish(item, { outcomeKind: 'bad', outcomeText: text || texts.refused, outcomeNotes: [] });
    count();
  }

  function count() {
    const done = all.filter(item => item.isDone).length;
    const text = all.length ? texts.all.replace('{done}', done).replace('{count}', all.length) : '';
    summary.textContent = text;
    if (all.length && done === all.length) {
      const link = document.createElement('a');
      link.href = '/upload/mine';
      link.textContent = texts.mine;
      summary.append(' ', link);
    }
  }
}
