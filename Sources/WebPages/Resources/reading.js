// Additions to the reading view: the player and its transcript follow each other, and a place on another part is found.

// ---- A link from before, to a place that is now on another part ----

const hash = location.hash.slice(1);
const isSection = /^(page|slide|chapter|cue|part)-[0-9]/.test(hash);
if (isSection && !document.getElementById(hash)) {
  const address = new URL(location.href);
  if (address.searchParams.get('place') !== hash) {
    address.searchParams.delete('part');
    address.searchParams.set('place', hash);
    location.replace(address);
  }
}

// ---- A video or sound and its transcript: each follows the other ----

const player = document.querySelector('.player');
if (player) {
  const stretches = [...document.querySelectorAll('.part[data-start]')];
  const start = part => Number(part.dataset.start);
  const seek = (part, plays) => {
    player.currentTime = start(part);
    if (plays) player.play().catch(() => { /* a browser may want a click of its own */ });
  };
  document.querySelector('main').addEventListener('click', event => {
    const part = event.target.closest('.part-place a')?.closest('.part[data-start]');
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!part || !isPlain) return;
    event.preventDefault();
    location.hash = part.id;
    seek(part, true);
  });
  const opened = stretches.find(part => part.id === hash);
  if (opened) seek(opened, false);
  // With transcripts in several languages, several sections are active at once.
  player.addEventListener('timeupdate', () => {
    const now = Math.max(...stretches.map(start).filter(second => second <= player.currentTime + 0.2));
    for (const part of stretches) part.classList.toggle('is-now', start(part) === now);
  });
}
