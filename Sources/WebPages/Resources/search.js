// Additions to plain links and forms: suggestions, and results while typing. Everything also works without this script.

const form = document.querySelector('form[role=search]');
const input = form?.querySelector('input[name=q]');
const isResults = () => document.body.classList.contains('on-results');
/** Removes bidirectional control characters, which could reorder the text around them. */
const plain = text => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '');

// ---- Navigation in place: the main part of the response replaces the current one ----

let pending;
/** The address whose page is shown, without its fragment. */
let shown = location.pathname + location.search;

/** Shows the search at `url`; `how` is push, replace or none, for the browser's history. Returns whether it did. */
async function show(url, how, isTyped = false) {
  pending?.abort();
  const abort = pending = new AbortController();
  const main = document.querySelector('main');
  main.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(url, { signal: abort.signal, headers: { Accept: 'text/html' }, credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (abort.signal.aborted) return false;
    const fresh = page.querySelector('main');
    if (page.body.classList.contains('on-start') && (isTyped || how === 'none')) {
      // The box stays where it is, so that nothing typed is lost; only what is below it on the start page is shown.
      const heading = fresh.querySelector('h1');
      heading.className = 'unseen';
      fresh.querySelector('.hero').before(heading);
      takeState(page);
      fresh.querySelector('.hero').remove();
    } else if (page.body.classList.contains('on-results')) {
      takeState(page);
    } else {
      location.assign(url);
      return false;
    }
    const open = openFolds();
    main.replaceWith(fresh);
    for (const fold of open) document.querySelector(fold)?.setAttribute('open', '');
    document.title = page.title;
    const now = location.pathname + location.search;
    shown = url;
    // The same search again needs no entry of its own.
    if (how !== 'none') history[`${url === now ? 'replace' : how}State`](null, '', url);
    document.querySelector('.announcer').textContent = (fresh.querySelector('.status') ?? fresh.querySelector('h1')).textContent;
    return true;
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
    return false;
  } finally {
    if (pending === abort) document.querySelector('main').removeAttribute('aria-busy');
  }
}

/** Selectors of the open folds. */
function openFolds() {
  return [...document.querySelectorAll('main details[open]')].map(fold => {
    const facet = fold.closest('[data-facet]');
    return facet ? `[data-facet="${CSS.escape(facet.dataset.facet)}"] .more` : `.${fold.className}`;
  });
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
  return fields.length === 0 ? '/' : '/?' + fields.map(pair => pair.map(encodeURIComponent).join('=')).join('&');
}

/** What a value of a facet or an order is called, which stays when its address and its count change; else nothing. */
function nameOf(link) {
  const place = link.closest('.facet, .sort');
  return place && `${place.dataset.facet} ${(link.querySelector('.value-label') ?? link).textContent}`;
}

/** After a link was followed: continues at the same link, at the next one if it is gone, or at the results. */
function refocus(name, place) {
  const results = document.querySelector('#results') ?? document.querySelector('main');
  let again = name && [...document.querySelectorAll('.facet a, .sort a')].find(link => nameOf(link) === name);
  if (!again && place >= 0) again = [...document.querySelectorAll('.chips a')].slice(0, place + 1).at(-1);
  again?.closest('.more')?.setAttribute('open', '');
  (again || results).focus({ preventScroll: true });
  again?.scrollIntoView({ block: 'nearest' });
}

// Everything typed in one go is one entry of the history. A pause, another text, or leaving the box ends it.
let typedText, hasEntry = false, settling;
const settle = () => { clearTimeout(settling); typedText = undefined; hasEntry = false; };

/** Whether one text became the other by typing or deleting in one place. */
function continues(before, after) {
  const [short, long] = before.length < after.length ? [before, after] : [after, before];
  let start = 0, end = 0;
  while (start < short.length && short[start] === long[start]) start++;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++;
  return short.length > 0 && start + end === short.length;
}

async function searchWhileTyping() {
  const [url, text] = [address(), input.value.trim()];
  clearTimeout(settling);
  if (typedText === undefined || !continues(typedText, text)) hasEntry = false;
  typedText = text;
  if (url === shown) return pending?.abort();
  if (!await show(url, hasEntry ? 'replace' : 'push', true)) return;
  hasEntry = true;
  settling = setTimeout(settle, 2000);
}

if (form && isResults()) {
  document.addEventListener('click', event => {
    if (event.target.closest('.show-results')) event.target.closest('details').open = false;
    const link = event.target.closest('a[href^="/?"]');
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || event.defaultPrevented || link.closest('.tongues, .masthead')) return;
    event.preventDefault();
    settle();
    const isPaging = link.rel.includes('next') || link.rel.includes('prev');
    const [name, place] = [nameOf(link), [...document.querySelectorAll('.chips a')].indexOf(link)];
    show(link.getAttribute('href'), 'push').then(isShown => {
      if (!isShown) return;
      if (isPaging) scrollTo(0, 0);
      refocus(name, place);
    });
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    close();
    settle();
    show(address(), 'push');
  });
  input.addEventListener('blur', settle);
  form.querySelector('select').addEventListener('change', () => show(address(), 'push'));
  addEventListener('popstate', () => {
    const url = location.pathname + location.search;
    // A jump inside the page, such as that of the skip link, changes nothing else.
    if (url === shown) return;
    settle();
    show(url, 'none');
  });
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
  if (isResults()) searchWhileTyping();
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
