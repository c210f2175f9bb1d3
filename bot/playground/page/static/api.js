// Asking the server; what it refuses becomes a Problem with a sentence for people.

export class Problem extends Error {}

async function read(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(body.problem || "Something went wrong.");
  return body;
}

export async function get(path) {
  return read(await fetch(path, { headers: { Accept: "application/json" } }));
}

export async function post(path, body) {
  return read(
    await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

// Calls `heard` with the number of the last change, as long as the page is looked at: browsers
// keep only few connections to one place, and several people may be open in several tabs.
export function listen(heard, lost) {
  let stream = null;
  const open = () => {
    if (stream || document.hidden) return;
    stream = new EventSource("/api/news");
    stream.onmessage = (event) => heard(Number(event.data));
    stream.onerror = () => lost(stream?.readyState !== EventSource.OPEN);
    stream.onopen = () => lost(false);
  };
  const close = () => {
    stream?.close();
    stream = null;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  open();
}
