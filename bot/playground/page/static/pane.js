// The pane on the right: a thread, or the wire between Slack and the bot.

import { h, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { composer } from "./composer.js";
import { rowsOf } from "./messages.js";
import { drawWire, wireList } from "./wire.js";

let drawn = "";
let list = null;

export function drawPane(app) {
  const pane = document.getElementById("pane");
  const thread = app.thread && app.screen.place?.messages.find((one) => one.ts === app.thread);
  const now = app.wire ? "wire" : thread ? `thread ${app.me} ${thread.ts}` : "";
  pane.hidden = !now;
  if (now !== drawn) {
    drawn = now;
    pane.classList.toggle("wide", app.wire);
    pane.replaceChildren(...(app.wire ? wireFrame(app) : thread ? threadFrame(app, thread) : []));
    if (now) pane.querySelector("h2").focus();
    if (app.wire) drawWire(list);
  }
  if (thread && !app.wire) keyed(list, rowsOf([thread, ...thread.replies], app, { inThread: true }));
}

export function wireChanged(app) {
  if (app.wire && list) drawWire(list);
}

function head(title, close) {
  return h("header", { class: "place" }, h("h2", { tabindex: "-1" }, title),
    h("button", { type: "button", class: "plain-button", "aria-label": `Close ${title}`, onclick: close }, icon("close")));
}

function threadFrame(app, thread) {
  list = h("ol", { class: "messages" });
  return [
    head("Thread", () => app.go({ thread: null })),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Thread" }, list),
    composer(app, thread.ts),
  ];
}

function wireFrame(app) {
  list = wireList();
  const close = () => {
    app.wire = false;
    app.draw();
  };
  return [
    head("Wire", close),
    h("p", { class: "hint" }, "Every request between Slack and the bot, newest first, with the limits it was checked against."),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Requests" }, list),
  ];
}
