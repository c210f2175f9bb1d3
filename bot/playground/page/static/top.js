// The bar on top: who acts, what time it is there, and what moves it.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { post } from "./api.js";
import { inZone } from "./dates.js";
import { busyWhile } from "./elements.js";
import { drawProblem, tell } from "./saying.js";

const MOMENT = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" };
let drawn = "";

export function drawTop(app) {
  const { screen } = app;
  const signature = JSON.stringify([app.me, app.wire, screen.acting]);
  if (signature !== drawn) {
    document.getElementById("top").replaceChildren(...bar(app));
    drawn = signature;
  }
  drawClock(app);
}

function bar(app) {
  const { screen, begin } = app;
  const menu = h("button", { type: "button", class: "plain-button", id: "open-side", data: { key: "open-side" },
    "aria-label": "Channels", onclick: () => document.body.classList.toggle("side-open") }, icon("list"));
  const who = h("select", { id: "act-as", value: app.me, data: { key: "act-as" },
    onchange: (event) => app.go({ me: event.target.value, place: "" }) },
    screen.acting.map((one) => h("option", { value: one.id }, `${one.name} · ${one.workspace}`)));
  const wire = h("button", { type: "button", class: "button", "aria-pressed": String(app.wire), data: { key: "wire" },
    onclick: () => { app.wire = !app.wire; app.draw(); } }, "Wire");
  return [
    menu,
    h("p", { class: "name" }, begin.app, h("span", { class: "notice" }, "This is not Slack, and it keeps nothing.")),
    h("div", { class: "acting" }, h("label", { for: "act-as" }, "Act as"), who),
    begin.movable && h("div", { class: "clock", role: "group", "aria-label": "The clock" },
      h("time", { id: "clock" }), mover(app, "+1 hour", { hours: 1 }), mover(app, "+1 day", { hours: 24 }),
      mover(app, "Next event", { to: "next" })),
    wire,
  ].filter(Boolean);
}

function mover(app, words, body) {
  return h("button", { type: "button", class: "button", data: { key: words }, onclick: (event) =>
    busyWhile(event.currentTarget, move(app, body)) }, words);
}

async function move(app, body) {
  try {
    const { there } = await post("/api/clock", body);
    await app.refresh();
    const words = there === null ? "Nothing more happens by itself." : `It is now ${inZone(there, app.screen.me.zone, MOMENT)}.`;
    if (there === null) drawProblem({ message: words });
    tell(words);
  } catch (problem) {
    drawProblem(problem);
  }
}

function drawClock(app) {
  const clock = document.getElementById("clock");
  if (!clock) return;
  const now = app.screen.now + (Date.now() - app.fetchedAt) / 1000;
  const words = inZone(now, app.screen.me.zone, MOMENT);
  if (clock.textContent !== words) clock.textContent = words;
  clock.title = app.screen.me.zone;
}
