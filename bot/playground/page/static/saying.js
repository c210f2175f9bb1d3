// Short words of the page itself: what is not possible, and, for screen readers, what is new.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const SECONDS = 7;

export function drawProblem(problem, { once = false } = {}) {
  const place = document.getElementById("problems");
  if (once && place.textContent.includes(problem.message)) return;
  const note = h("p", { class: "note" }, problem.message,
    h("button", { type: "button", class: "plain-button", "aria-label": "Dismiss", onclick: () => note.remove() }, icon("close")));
  place.append(note);
  setTimeout(() => note.remove(), SECONDS * 1000);
}

export function tell(words) {
  document.getElementById("news").textContent = words;
}

export function announce(before, screen, app) {
  if (!before || before.me.id !== screen.me.id) return;
  const here = newest(screen.place);
  if (here && before.place?.id === screen.place.id && here.ts !== newest(before.place)?.ts && here.user !== app.me) {
    tell(`${screen.people[here.user]?.name || "Slackbot"}: ${here.text.slice(0, 200)}`);
    return;
  }
  const known = new Map([...before.channels, before.app.dm].filter(Boolean).map((one) => [one.id, one.unread]));
  for (const channel of [...screen.channels, screen.app.dm].filter(Boolean)) {
    if (channel.id !== screen.place?.id && channel.unread > (known.get(channel.id) || 0)) {
      tell(`New message in ${channel.direct ? screen.app.name : channel.name}`);
    }
  }
}

function newest(place) {
  return place?.messages.at(-1);
}
