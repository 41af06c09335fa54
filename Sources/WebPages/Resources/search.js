// Additions to plain links and forms: suggestions, and results while typing. Everything also works without this script.

const form = document.querySelector('form[role=search]');
const input = form?.querySelector('input[name=q]');
const isResults = () => document.body.classList.contains('on-results');
/** Removes bidirectional control characters, which could reorder the text around them. */
const plain = text => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '');

// ---- Navigation in place: the main part of the response replaces the current one ----

let pending;

/** Shows the search at `url`; `how` is push, replace or none, for the browser's history. */
async function show(url, how) {
  pending?.abort();
  const abort = pending = new AbortController();
  const main = document.querySelector('main');
  main.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(url, { signal: abort.signal, headers: { Accept: 'text/html' }, credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (abort.signal.aborted) return;
    if (!page.body.classList.contains('on-results')) return location.assign(url);
    const open = openFolds();
    main.replaceWith(page.querySelector('main'));
    for (const fold of open) document.querySelector(fold)?.setAttribute('open', '');
    document.title = page.title;
    takeState(page);
    if (how !== 'none') history[`${how}State`](null, '', url);
    const status = document.querySelector('main .status');
    document.querySelector('.announcer').textContent = status ? status.textContent : '';
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
  } finally {
    document.querySelector('main').removeAttribute('aria-busy');
  }
}

/** Selectors of the open folds. */
function openFolds() {
  return [...document.querySelectorAll('main details[open]')].map(fold =>
    fold.matches('.filters-fold') ? '.filters-fold' : `.facet:nth-of-type(${[...fold.closest('.facets').children].indexOf(fold.closest('.facet')) + 1}) .more`);
}

/** Copies the hidden fields of the new page's form: filters, order, language. */
function takeState(page) {
  const other = page.querySelector('form[role=search]');
  for (const field of form.querySelectorAll('input[type=hidden]')) field.remove();
  for (const field of other.querySelectorAll('input[type=hidden]')) form.append(field.cloneNode());
  form.querySelector('select').value = other.querySelector('select').value;
  if (document.activeElement !== input) input.value = other.querySelector('input[name=q]').value;
  const feed = 'link[type="application/atom+xml"]';
  const [mine, theirs] = [document.querySelector(feed), page.querySelector(feed)];
  if (mine && theirs) mine.href = theirs.getAttribute('href');
  document.querySelector('.tongues')?.replaceWith(page.querySelector('.tongues'));
}

/** The address of the form's search. */
function address() {
  const fields = [...new FormData(form)].filter(([, value]) => value !== '');
  return '/?' + fields.map(pair => pair.map(encodeURIComponent).join('=')).join('&');
}

if (form && isResults()) {
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="/?"]');
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.closest('.tongues, .masthead')) return;
    event.preventDefault();
    const isPaging = link.rel.includes('next') || link.rel.includes('prev');
    show(link.getAttribute('href'), 'push').then(() => {
      const results = document.querySelector('#results');
      if (isPaging) { scrollTo(0, 0); results?.focus(); return; }
      // Keyboard users continue at the same link, or at the list if the link is gone.
      const again = [...document.querySelectorAll('main a')].find(other => other.textContent === link.textContent);
      (again ?? results)?.focus({ preventScroll: true });
    });
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    close();
    show(address(), 'push');
  });
  form.querySelector('select').addEventListener('change', () => show(address(), 'push'));
  addEventListener('popstate', () => show(location.pathname + location.search, 'none'));
}

// ---- The search box: suggestions (an ARIA 1.2 combobox), and results while typing ----

const list = document.querySelector('.suggestions');
let active = -1, timer, asked;

if (input && list) {
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'false');
  input.addEventListener('input', () => {
    mark(list.children.length);
    clearTimeout(timer);
    timer = setTimeout(typed, 120);
  });
  input.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const options = list.children;
    if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && options.length > 0) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      const step = event.key === 'ArrowDown' ? 1 : -1;
      // Wraps around, with the box itself between the last and the first option.
      const places = options.length + 1;
      mark(((active < 0 ? options.length : active) + step + places) % places);
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      event.preventDefault();
      take(options[active].dataset.text);
    }
  });
  input.addEventListener('blur', () => setTimeout(close, 150));
  list.addEventListener('pointerdown', event => {
    const option = event.target.closest('li');
    if (!option) return;
    event.preventDefault();
    take(option.dataset.text);
  });
}

async function typed() {
  const text = input.value.trim();
  if (isResults() && text) show(address(), 'replace');
  if (!text) return close();
  asked?.abort();
  const abort = asked = new AbortController();
  try {
    const language = document.documentElement.lang;
    const answer = await fetch(`/v1/suggest?q=${encodeURIComponent(text)}&lang=${language}`, { signal: abort.signal });
    if (!answer.ok) return;
    const { suggestions } = await answer.json();
    // The list does not change while the user moves through it.
    if (!abort.signal.aborted && document.activeElement === input && active < 0) offer(suggestions);
  } catch { /* a newer one is on its way, or the service is not there: the box works without */ }
}

function offer(suggestions) {
  active = -1;
  input.removeAttribute('aria-activedescendant');
  list.replaceChildren(...suggestions.map((suggestion, index) => {
    const option = document.createElement('li');
    option.id = `suggestion-${index}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.className = `suggestion is-${suggestion.kind}`;
    option.dir = 'auto';
    if (suggestion.language && suggestion.language !== 'und') option.lang = suggestion.language;
    option.dataset.text = option.textContent = plain(suggestion.text);
    return option;
  }));
  list.hidden = suggestions.length === 0;
  input.setAttribute('aria-expanded', String(!list.hidden));
}

/** Marks an option; the index after the last one is the box itself. */
function mark(index) {
  const options = [...list.children];
  active = index >= options.length ? -1 : index;
  options.forEach((option, other) => option.setAttribute('aria-selected', String(other === active)));
  if (active < 0) return input.removeAttribute('aria-activedescendant');
  input.setAttribute('aria-activedescendant', options[active].id);
  options[active].scrollIntoView({ block: 'nearest' });
}

function take(text) {
  input.value = text;
  close();
  form.requestSubmit();
}

function close() {
  clearTimeout(timer);
  asked?.abort();
  active = -1;
  if (!list) return;
  list.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  input.removeAttribute('aria-activedescendant');
}
