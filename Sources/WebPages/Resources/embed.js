/**
 * <vetsearch-box>: a search box for other sites. Attributes: service query
 * placeholder lang limit facets, and as fixed filters languages and the other facets
 * by name. Property: strings (see KEYS). Events: vetsearch-search {text, total},
 * vetsearch-click {id, url, position}. No cookies, no storage, no markup from data.
 */

const HOME = new URL(import.meta.url).origin;
/* The service fills these in: the facets, and in every language the texts of KEYS and the names of the facets. */
const FILTERS = [];
const TEXTS = {};
const KEYS = ['search', 'results', 'none', 'error', 'more', 'all', 'mean', 'page', ...FILTERS];

/* -- Style: in em, as a site's rem may be anything -- */

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
:host {
  --a:var(--vetsearch-accent, #0b5cad); --i:var(--vetsearch-ink, #1b1f24);
  --m:var(--vetsearch-muted, #545d68); --g:var(--vetsearch-ground, #fff);
  --l:var(--vetsearch-line, #7d8590); --k:var(--vetsearch-mark, #fff0a3);
  --r:var(--vetsearch-radius, 6px); display:block; padding:.5em; border-radius:var(--r);
  color:var(--i); background:var(--g); font-family:var(--vetsearch-font, inherit);
  line-height:1.5; text-align:start; overflow-wrap:anywhere;
}
@media (prefers-color-scheme: dark) { :host {
  --a:var(--vetsearch-accent, #7db4ff); --i:var(--vetsearch-ink, #e8ecf1);
  --m:var(--vetsearch-muted, #a3adb8); --g:var(--vetsearch-ground, #14181d);
  --l:var(--vetsearch-line, #707b88); --k:var(--vetsearch-mark, #5c4a00);
} }
:host([hidden]), [hidden] { display:none !important }
* { box-sizing:border-box; margin:0; padding:0 }
ol, ul { list-style:none }
form, .row { display:flex; flex-wrap:wrap; align-items:center; gap:.5em }
ol, .row, [role=status] { margin-top:.5em }
form > div { flex:1 1 10em }
label { position:absolute; clip-path:inset(50%) }
input, button, ul { background:var(--g); border:1px solid var(--l); border-radius:var(--r) }
input, button, ul li { max-width:100%; min-height:24px; padding:.3em .8em; font:inherit; color:inherit }
input { width:100% }
ul { flex:1 0 100%; max-height:11em; overflow:auto }
::placeholder { color:var(--m); opacity:1 }
:focus-visible, [aria-selected=true] { outline:2px solid var(--a); outline-offset:2px }
[aria-selected] { outline-offset:-2px }
button, ul { cursor:pointer }
form > button, [aria-selected=true], [aria-pressed=true] { color:var(--g); background:var(--a) }
[aria-pressed=true]::before { content:"✓ " }
[role=status], [part=facts] { min-height:1.5em; color:var(--m); font-size:.9em }
ol[aria-busy=true] { box-shadow:0 -2px var(--a) }
ol li { padding:.6em 0; border-bottom:1px solid var(--l) }
a { display:inline-block; min-width:24px; min-height:24px; color:var(--a) }
[part=title] { font-weight:600 }
mark { color:inherit; background:var(--k) }`);

/* -- Helpers -- */

function set(node, attrs = {}) {
  for (const [name, value] of Object.entries(attrs)) {
    if (value != null) node.setAttribute(name, value);
  }
  return node;
}

/** Creates an element; string children become text nodes. */
function el(tag, attrs, ...children) {
  const node = set(document.createElement(tag), attrs);
  node.append(...children);
  return node;
}

/** A text for display: without bidi controls, of limited length. */
function clean(value, max = 300) {
  const chars = [...String(value ?? '').replace(/[\u202A-\u202E\u2066-\u2069]/g, '')];
  return chars.slice(0, max).join('') + (chars.length > max ? '…' : '');
}

const words = (value) => value?.match(/\S+/g) ?? [];

/** The objects of what may not be a list. */
const list = (value) => [value].flat().filter((item) => item instanceof Object);

/** An http(s) address or null; "/path" is relative to the base. */
function safeUrl(value, base) {
  try {
    const url = new URL(value.replace(/^\/(?!\/)/, './'), base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The token of the reader, if the page gives one: a text, or a function that returns one or a promise of one. */
async function tokenOf(host) {
  const { token } = host;
  return (typeof token === 'function' ? await token() : token) || null;
}

async function getJson(host, url, signal) {
  const token = await tokenOf(host);
  const ask = (headers) => fetch(url, { signal, headers, credentials: 'omit', referrerPolicy: 'no-referrer' });
  let response = await ask(token ? { Authorization: `Bearer ${token}` } : {});
  // Who is not signed in any more still finds what everybody may see.
  if (token && response.status === 401) response = await ask({});
  if (!response.ok) throw response;
  return response.json();
}

/* -- One box -- */

function createBox(host, root) {
  // Ids are private to the shadow root.
  const label = el('label', { id: 'l', for: 'q' });
  const input = el('input', { id: 'q', part: 'input', role: 'combobox', autocomplete: 'off', dir: 'auto',
    enterkeyhint: 'search', maxlength: 300, 'aria-autocomplete': 'list', 'aria-controls': 's' });
  const menu = el('ul', { id: 's', part: 'suggestions', role: 'listbox', 'aria-labelledby': 'l' });
  const button = el('button', { part: 'button' });
  const form = el('form', { part: 'form', role: 'search' },
    el('div', {}, label, input), button, menu);
  const status = el('p', { part: 'status', role: 'status' });
  const mean = el('button', { part: 'corrected', dir: 'auto' });
  const chips = el('div');
  const hits = el('ol', { part: 'hits', role: 'list' });
  const more = el('button', { part: 'more' });
  const all = el('a', { part: 'all' });
  const frame = el('div', {}, form, status, mean, chips, hits, el('div', { class: 'row' }, more, all));
  root.append(frame);

  let timer, asking, hinting; // the debounce, the requests under way
  let pending; // address asked for
  let shown = ''; // first address on display, null after a failure
  let facets = {}; // of the last good answer
  const labels = {}; // by "facet:value"
  const chosen = {}; // pressed values by facet
  let mute; // a service without suggestions
  let active; // index of the active suggestion, or -1

  /* Settings */

  const attr = (name) => host.getAttribute(name);

  /** The service's root, ending in a slash. */
  const service = () => (safeUrl(attr('service')) ?? HOME).replace(/\/*([?#].*)?$/, '/');

  /** The language here, also across shadow roots. */
  function lang() {
    for (let node = host; node; node = node.getRootNode().host) {
      const found = node.closest('[lang]');
      if (found) return /^[a-z]{2,3}\b/.exec(found.getAttribute('lang').toLowerCase())?.[0];
    }
  }

  const uiLang = () => (TEXTS[lang()] ? lang() : 'en');

  function t(key, value) {
    const text = host.strings[key] ?? TEXTS[uiLang()].split('|')[KEYS.indexOf(key)];
    return text.replace(/\{[nq]\}/, () => value);
  }

  const params = (object) => new URLSearchParams(lang() ? { ...object, lang: lang() } : object);

  const fixed = (name) => words(attr(name === 'language' ? 'languages' : name));

  /** The facets with chips; fixed filters have none. */
  const facetNames = () => words(attr('facets'))
    .filter((name) => FILTERS.includes(name) && !fixed(name).length);

  /** The address of a page of hits, '' for an empty box. */
  function address(offset = 0) {
    const q = input.value.trim();
    const query = params({ q, limit: Math.min(attr('limit') >>> 0 || 5, 50), offset });
    for (const name of FILTERS) {
      const values = facetNames().includes(name) ? chosen[name] ?? [] : fixed(name);
      for (const value of values) query.append(name, value);
    }
    return q && `${service()}v1/search?${query}`;
  }

  /** The service's own page with the same search: its filters and language, too. */
  function allUrl() {
    const query = new URL(pending).searchParams;
    for (const name of ['limit', 'offset']) query.delete(name);
    return `${service()}?${query}`;
  }

  /* Searching */

  function rest() {
    asking = pending = null;
    set(hits, { 'aria-busy': false });
  }

  function stop() {
    clearTimeout(timer);
    asking?.abort();
    rest();
  }

  /** Requests a page; the current one stays until the answer. */
  async function search(offset = 0) {
    const url = address(offset);
    if (url === pending) return;
    stop();
    if (url === shown) return;
    if (!url) return void clear('');
    const mine = asking = new AbortController();
    setTimeout(() => mine.abort(), 15000); // no answer counts as down
    pending = url;
    set(hits, { 'aria-busy': true });
    try {
      const answer = await getJson(host, url, mine.signal);
      if (mine === asking) show(answer, offset);
    } catch {
      // Failures of outdated requests are ignored.
      if (mine === asking) {
        if (!offset) clear(null);
        status.textContent = t('error');
      }
    }
    if (mine === asking) rest();
  }

  function clear(now, nextFacets = {}) {
    shown = now;
    facets = nextFacets;
    hits.replaceChildren();
    status.textContent = '';
    mean.hidden = more.hidden = all.hidden = true;
    showChips();
  }

  function show(answer, offset) {
    for (const name of FILTERS) {
      for (const f of list(answer.facets?.[name])) labels[`${name}:${f.value}`] = f.label;
    }
    const text = new URL(pending).searchParams.get('q'); // the box may have changed
    const nodes = list(answer.hits).map((hit, i) => hitNode(hit, text, offset + i + 1));
    const focused = root.activeElement === more;
    if (!offset) {
      clear(pending, answer.facets ?? {});
      mean.value = clean(answer.query?.suggestion ?? answer.query?.corrected);
      mean.textContent = t('mean', mean.value);
      mean.hidden = !mean.value;
    }
    hits.append(...nodes);
    const total = Number(answer.total) || hits.children.length;
    more.hidden = !nodes[0] || hits.children.length >= total;
    all.hidden = false;
    all.href = allUrl();
    status.textContent = total ? t('results', total.toLocaleString(`${uiLang()}-u-nu-latn`)) : t('none');
    if (!offset) tell('search', { text, total });
    else if (focused) nodes[0]?.querySelector('a')?.focus();
  }

  function tell(name, detail) {
    host.dispatchEvent(new CustomEvent(`vetsearch-${name}`, { bubbles: true, composed: true, detail }));
  }

  /* Hits */

  /** A facet value's label from the service, else from the browser. */
  function nameOf(facet, value) {
    const type = facet === 'country' ? 'region' : facet;
    let name = labels[`${facet}:${value}`];
    try {
      name ??= new Intl.DisplayNames(uiLang(), { type }).of(value);
    } catch { /* not a code */ }
    return clean(name ?? value, 80);
  }

  function link(url, attrs, text) {
    const href = safeUrl(url, service());
    return el(href ? 'a' : 'span', { ...attrs, href, dir: 'auto' }, text);
  }

  /** The address of a place in a hit: the service's page with marks, or the original. */
  function placeUrl({ id, format }, words, locator, url) {
    if (['html', 'record'].includes(format)) return url;
    const { kind, number } = locator ?? {};
    const page = `documents/${encodeURIComponent(id)}`;
    const query = `?q=${encodeURIComponent(words)}&lang=${uiLang()}`;
    if (format === 'pdf' && kind === 'page') return `${page}/pages/${number}${query}`;
    return page + query + (['slide', 'chapter', 'cue'].includes(kind) ? `#${kind}-${number}` : '');
  }

  function passageNode(hit, words, { locator, url, text, language }) {
    const node = el('p', { part: 'passage', dir: 'auto', lang: language });
    for (const run of list(text)) {
      node.append(run.match ? el('mark', { part: 'mark' }, clean(run.text)) : clean(run.text, 400));
    }
    // The link's own dir keeps it out of the passage's dir=auto.
    const place = clean(locator?.label ?? locator?.number, 40);
    if (place) node.append(' ', link(placeUrl(hit, words, locator, url), { lang: uiLang() }, locator.kind === 'page' ? t('page', place) : place));
    return node;
  }

  function hitNode(hit, words, position) {
    const facts = ['type', 'language', 'countries', 'year'].map((key) => [hit[key]].flat().filter(Boolean)
      .map((value) => nameOf(key === 'countries' ? 'country' : key, value)).join(', '));
    const node = el('li', { part: 'hit' },
      link(placeUrl(hit, words, hit.passages?.[0]?.locator, hit.url), { part: 'title', lang: hit.language }, clean(hit.title || hit.id)),
      el('p', { part: 'facts' }, facts.filter(Boolean).join(' · ')),
      ...list(hit.passages).slice(0, 2).map((passage) => passageNode(hit, words, passage)));
    node.onclick = node.onauxclick = (event) => {
      const url = event.target.closest('a')?.href;
      if (url && event.button < 2) tell('click', { id: hit.id, url, position });
    };
    return node;
  }

  /* Chips */

  function showChips() {
    const focused = root.activeElement?.id;
    chips.replaceChildren(...facetNames().map((name) => {
      const on = chosen[name] ?? [];
      const counts = new Map(list(facets[name]).slice(0, 8).map((f) => [String(f.value), f.count]));
      // A pressed chip stays, so that it can be released.
      for (const value of on) if (!counts.has(value)) counts.set(value, 0);
      const nodes = [...counts].map((entry) => chipNode(name, ...entry, on));
      return nodes[0] ? el('div', { part: 'facet', class: 'row', role: 'group', 'aria-label': t(name) },
        t(name), ...nodes) : '';
    }));
    if (focused?.includes(':')) (root.getElementById(focused) ?? input).focus();
  }

  function chipNode(name, value, n, on) {
    const pressed = on.includes(value);
    const chip = el('button', { id: `${name}:${value}`, 'aria-pressed': pressed,
      part: pressed ? 'chip pressed' : 'chip' }, `${nameOf(name, value)} (${n})`);
    chip.onclick = () => {
      chosen[name] = on.filter((v) => v !== value && name !== 'year'); // one year at a time
      if (!pressed) chosen[name].push(value);
      showChips();
      search();
    };
    return chip;
  }

  /* Suggestions: an ARIA 1.2 combobox */

  async function suggest() {
    const q = input.value.trim();
    const base = service();
    let found = [];
    hinting?.abort();
    const mine = hinting = new AbortController();
    try {
      if (q && mute !== base) {
        found = list((await getJson(host, `${base}v1/suggest?${params({ q, limit: 8 })}`, mine.signal)).suggestions);
      }
    } catch (error) {
      // Suggestions are optional: the box works without them.
      if (error.status === 404) mute = base;
    }
    if (mine === hinting) open(found);
  }

  function open(items) {
    menu.replaceChildren(...items.slice(0, 8).map(({ text }, i) => el('li', {
      id: `s${i}`, role: 'option', dir: 'auto' }, clean(text))));
    menu.hidden = !items.length || root.activeElement !== input;
    activate(-1);
  }

  function close() {
    hinting?.abort();
    hinting = null;
    menu.hidden = true;
    activate(-1);
  }

  function activate(index) {
    active = index;
    [...menu.children].forEach((option, i) => set(option, {
      'aria-selected': i === index, part: i === index ? 'suggestion active' : 'suggestion' }));
    menu.children[index]?.scrollIntoView({ block: 'nearest' });
    set(input, { 'aria-expanded': !menu.hidden, 'aria-activedescendant': index < 0 ? '' : `s${index}` });
  }

  function choose(text) {
    input.value = text;
    close();
    search();
  }

  /* Events */

  input.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && menu.hidden) {
      suggest();
    } else if (step) {
      // The input comes between the last option and the first.
      const stops = menu.children.length + 1;
      activate((active + 1 + step + stops) % stops - 1);
    } else if (event.key === 'Enter' && active >= 0) {
      choose(menu.children[active].textContent);
    } else if (event.key === 'Escape' && input.value) {
      // First the list, then the text; a dialog around the box stays open.
      event.stopPropagation();
      choose(menu.hidden ? '' : input.value);
    } else return;
    event.preventDefault();
  };
  // The list is above what follows: it must not leave while that is being pressed, or the click would miss.
  let pressing = false;
  const released = () => {
    pressing = false;
    if (root.activeElement !== input) setTimeout(close);
  };
  frame.onpointerdown = () => {
    pressing = true;
    for (const name of ['pointerup', 'pointercancel']) addEventListener(name, released, { once: true });
  };
  input.onblur = () => pressing || close();
  input.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      suggest();
      search();
    }, 200);
  };
  form.onsubmit = (event) => {
    event.preventDefault();
    choose(input.value);
  };
  menu.onmousedown = (event) => event.preventDefault(); // the focus stays in the input
  menu.onclick = (event) => choose(event.target.closest('li')?.textContent ?? input.value);
  mean.onclick = () => {
    input.focus();
    choose(mean.value);
  };
  // Hits are added only to the list of the current text.
  more.onclick = () => search(address() === shown ? hits.children.length : 0);
  close();
  clear('');

  function refresh(anew) {
    if (anew) shown &&= null;
    frame.lang = uiLang();
    frame.dir = uiLang() === 'ar' ? 'rtl' : 'ltr';
    label.textContent = button.textContent = t('search');
    more.textContent = t('more');
    all.textContent = t('all');
    input.placeholder = attr('placeholder') ?? '';
    showChips();
    search();
  }

  return { input, refresh, stop };
}

/* -- The element -- */

class VetsearchBox extends HTMLElement {
  static observedAttributes = [...words('service query placeholder lang limit facets languages'), ...FILTERS];
  #strings;
  #token;
  #box;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [SHEET];
    // A property set before the upgrade would hide the accessor.
    this.#strings = this.strings ?? {};
    delete this.strings;
    this.#token = this.token;
    delete this.token;
    this.#box = createBox(this, root);
  }

  get strings() { return this.#strings; }
  set strings(value) {
    this.#strings = value ?? {};
    this.#refresh(true);
  }

  get token() { return this.#token; }
  set token(value) {
    this.#token = value;
    this.#refresh(true);
  }

  connectedCallback() { this.#box.refresh(); }
  disconnectedCallback() { this.#box.stop(); }

  attributeChangedCallback(name, before, after) {
    if (name === 'query') this.#box.input.value = after ?? '';
    this.#refresh();
  }

  /** Delayed, so that several changes need only one request. */
  #refresh(anew) { queueMicrotask(() => this.isConnected && this.#box.refresh(anew)); }
}

// A second copy of this file does no harm.
if (!customElements.get('vetsearch-box')) customElements.define('vetsearch-box', VetsearchBox);
