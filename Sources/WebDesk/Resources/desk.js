// Adds to the desk's pages; they work without it.

// A link to be passed on is selected when it is focused.
for (const field of document.querySelectorAll('.desk input[readonly]:not(.unseen)')) {
  field.addEventListener('focus', () => field.select());
}
