// What stands in inputs on this screen, also before Slack has heard of it.

const kept = new Map();
const timers = new Map();
const PAUSE = 350;

export function keyOf(place, block, element) {
  const where = place.view || `${place.channel}/${place.ts}`;
  return `${where}|${block.block_id}|${element.action_id}`;
}

export function draft(key, otherwise) {
  return kept.has(key) ? kept.get(key).value : otherwise;
}

// Keep a value, and send it on: at once, or when typing pauses.
export function keep(key, ids, value, send, { soon = false } = {}) {
  kept.set(key, { ids, value });
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => send({ ...ids, value }), soon ? PAUSE : 0));
}

// Everything that was put into a view, to be sent along when it is submitted.
export function draftsOf(view) {
  const found = [];
  for (const [key, one] of kept) {
    if (!key.startsWith(`${view}|`)) continue;
    clearTimeout(timers.get(key));
    found.push({ block: one.ids.block, action: one.ids.action, value: one.value });
  }
  return found;
}

export function forget(view) {
  for (const key of [...kept.keys()]) {
    if (!key.startsWith(`${view}|`)) continue;
    clearTimeout(timers.get(key));
    kept.delete(key);
  }
}
