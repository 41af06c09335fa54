// Adds to the form for a document: it is saved while somebody writes, names become boxes, suggestions are accepted without
// a new page. Without this script, the buttons send the form.

const form = document.querySelector('#draft');
if (form && window.fetch) begin();

function begin() {
  const texts = form.dataset;
  const line = form.querySelector('.autosave');
  const pause = 2000;
  let timer = 0;
  let saving = Promise.resolve();
  let isStale = false;
  let isSaving = false;

  // Saving by itself

  function later() {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    saving = saving.then(async () => {
      if (isStale) return;
      isSaving = true;
      const fields = new FormData(form);
      fields.set('do', 'save');
      try {
        const response = await fetch(form.action, {
          method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(fields)
        });
        if (!response.ok) throw new Error(response.status);
        const answer = await response.json();
        mark(answer.troubles);
        if (answer.saved || Object.keys(answer.troubles).length) {
          form.elements.sequence.value = answer.sequence;
          line.textContent = answer.saved ? texts.saved : texts.wrong;
        } else {
          isStale = true;
          line.textContent = answer.problem || texts.stale;
        }
      } catch {
        line.textContent = texts.unsaved;
      }
      isSaving = false;
    });
    return saving;
  }

  // Says at each field what is wrong with it.
  function mark(troubles) {
    for (const note of form.querySelectorAll('.field-wrong.live')) note.remove();
    for (const [name, text] of Object.entries(troubles)) {
      const field = form.querySelector(`[name="${CSS.escape(name)}-more"], [name="${CSS.escape(name)}"]`);
      const box = field?.closest('.field');
      if (!box || box.querySelector('.field-wrong:not(.live)')) continue;
      const note = document.createElement('span');
      note.className = 'field-wrong live';
      note.textContent = text;
      field.after(note);
    }
  }

  form.addEventListener('input', later);
  form.addEventListener('change', later);
  // The fields of another type come with a new page.
  const type = form.elements.type;
  type?.addEventListener('change', async () => {
    await save();
    form.querySelector('button[name="do"][value="save"]').click();
  });
  form.addEventListener('submit', event => {
    clearTimeout(timer);
    timer = 0;
    // The number of the last change is that of the draft as it will be saved in a moment.
    if (!isSaving) return;
    event.preventDefault();
    saving.then(() => form.requestSubmit(event.submitter));
  });
  addEventListener('beforeunload', event => { if (timer) event.preventDefault(); });

  // Names become boxes

  for (const picker of form.querySelectorAll('.picker')) {
    const input = picker.querySelector('input[list]');
    const names = new Map([...document.getElementById(input.getAttribute('list')).options].map(
      option => [option.value.toLowerCase(), option.value]
    ));
    function take() {
      const typed = input.value.trim();
      const known = names.get(typed.toLowerCase());
      if (!known) return;
      input.value = '';
      chip(picker, known, known);
    }
    input.addEventListener('input', event => {
      // Chosen from the list, not typed.
      if (event.inputType === undefined || event.inputType === 'insertReplacementText') take();
    });
    input.addEventListener('change', take);
    input.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      take();
      later();
    });
  }

  let number = 0;
  function chip(picker, value, label) {
    const name = picker.dataset.field;
    if ([...picker.querySelectorAll('.taken input')].some(box => box.value === value)) return;
    const item = document.createElement('li');
    const box = document.createElement('input');
    number += 1;
    Object.assign(box, { type: 'checkbox', name, value, checked: true, id: `chip-${name}-${number}` });
    const words = document.createElement('label');
    words.htmlFor = box.id;
    words.textContent = label;
    item.append(box, words);
    picker.querySelector('.taken').append(item);
  }

  // Suggestions

  form.addEventListener('click', event => {
    const button = event.target.closest('button[name="use"]');
    if (!button) return;
    event.preventDefault();
    if (button.value === '*') {
      const taken = new Set();
      for (const offer of form.querySelectorAll('.offers button[name="use"]')) {
        const name = offer.value.slice(0, offer.value.indexOf('='));
        const isList = ['country', 'topic', 'sector'].includes(name);
        // Of several values for one field, the first is the most certain.
        if (isList || (!taken.has(name) && isEmpty(name))) use(offer);
        taken.add(name);
      }
      button.closest('.use-all').remove();
    } else if (!use(button)) {
      form.requestSubmit(button);
      return;
    }
    save();
  });

  function isEmpty(name) {
    if (name === 'licence') return form.elements.licence.value === 'unknown';
    return !form.elements[name]?.value;
  }

  // Puts a suggestion into its field; false if that needs a new page.
  function use(button) {
    const sign = button.value.indexOf('=');
    const [name, value] = [button.value.slice(0, sign), button.value.slice(sign + 1)];
    const picker = form.querySelector(`.picker[data-field="${CSS.escape(name)}"]`);
    if (picker) {
      const input = picker.querySelector('input[list]');
      if (button.closest('.field-wrong')) input.value = '';
      chip(picker, value, button.dataset.label);
      next(button, input);
    } else if (name === 'licence') {
      const known = [...form.elements.licence].find(radio => radio.value === value);
      if (known) known.checked = true; else {
        [...form.elements.licence].find(radio => radio.value === 'other').checked = true;
        form.elements['licence-other'].value = value;
      }
      next(button, form.querySelector('[name="licence"]:checked'));
    } else if (name === 'type' || !form.elements[name]) {
      if (name === 'type') form.elements.type.value = value;
      if (name !== 'type') return false;
      next(button, form.elements.type);
    } else {
      form.elements[name].value = name === 'language' ? button.dataset.label : value;
      next(button, form.elements[name]);
    }
    return true;
  }

  // Removes a button that was used; the focus goes on.
  function next(button, field) {
    const box = button.parentElement;
    const hidden = button.previousElementSibling;
    if (hidden?.name === 'offered') hidden.remove();
    const isFocused = document.activeElement === button;
    button.remove();
    const other = box.querySelector('button');
    if (!other && box.classList.contains('offers')) box.remove();
    if (isFocused) (other || field)?.focus();
  }
}
