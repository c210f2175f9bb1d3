// Where people write: commands and names are offered while they type.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { menuButton } from "./menus.js";

const unsent = new Map();

export function composer(app, thread = null) {
  const { place, app: about, me } = app.screen;
  if (place.archived) return h("p", { class: "composer closed" }, "This channel is archived.");
  if (place.direct && about.readOnly) {
    return h("p", { class: "composer closed" }, `${about.name} does not read messages here. Use its buttons, or a command in a channel.`);
  }
  return writing(app, { place, about, me, thread });
}

function writing(app, { place, about, me, thread }) {
  const key = `${me.id}|${place.id}|${thread || ""}`;
  const listId = freshId("offers");
  const label = thread ? "Reply" : `Message #${place.name}`;
  let offers = [];
  let at = 0;

  const list = h("ul", { id: listId, role: "listbox", "aria-label": "Offers", hidden: true, class: "offers" });
  const box = h("textarea", {
    rows: "1", placeholder: label, "aria-label": label, value: unsent.get(key) || "", data: { key: `compose|${key}` },
    "aria-haspopup": "listbox", "aria-controls": listId, "aria-autocomplete": "list",
    oninput: changed, onkeydown: press, onblur: close,
  });
  const shortcuts = thread ? [] : about.shortcuts.filter((one) => !one.onMessage);

  function changed() {
    unsent.set(key, box.value);
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
    offers = offered();
    at = 0;
    offers.length ? draw() : close();
  }

  function offered() {
    const before = box.value.slice(0, box.selectionStart);
    if (/^\/\S*$/.test(before) && !thread) {
      return about.commands.filter((one) => one.name.startsWith(before)).map((one) => ({
        words: `${one.name} ${one.hint}`, note: one.about, from: 0, put: `${one.name} `,
      }));
    }
    const named = /(^|\s)@([\w.-]*)$/.exec(before);
    if (!named) return [];
    return place.members.map((id) => app.screen.people[id])
      .filter((one) => one && `${one.handle} ${one.name}`.toLowerCase().includes(named[2].toLowerCase()))
      .map((one) => ({ words: one.name, note: one.handle, from: before.length - named[2].length, put: `${one.handle} ` }));
  }

  function draw() {
    list.replaceChildren(...offers.map((one, number) => h("li", {
      id: `${listId}-${number}`, role: "option", "aria-selected": String(number === at),
      onmousedown: (event) => { event.preventDefault(); take(one); },
    }, h("strong", {}, one.words), h("small", {}, one.note))));
    list.hidden = false;
    box.setAttribute("aria-activedescendant", `${listId}-${at}`);
  }

  function close() {
    list.hidden = true;
    offers = [];
    box.removeAttribute("aria-activedescendant");
  }

  function take(one) {
    const after = box.value.slice(box.selectionStart);
    box.value = box.value.slice(0, one.from) + one.put + after;
    box.selectionStart = box.selectionEnd = one.from + one.put.length;
    changed();
    close();
  }

  function press(event) {
    if (event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && offers.length) {
      at = (at + by + offers.length) % offers.length;
      draw();
    } else if (event.key === "Escape" && offers.length) close();
    else if ((event.key === "Tab" || event.key === "Enter") && !event.shiftKey && offers.length && !complete()) take(offers[at]);
    else if (event.key === "Enter" && !event.shiftKey) send();
    else return;
    event.preventDefault();
  }

  // A command that is already written out is sent by Enter, not offered once more.
  function complete() {
    return offers[at].put.trim() === box.value.trim();
  }

  async function send() {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    changed();
    const done = await app.act("write", { channel: place.id, text, ...(thread ? { thread } : {}) });
    if (done === undefined && !box.value) {
      box.value = text;
      changed();
    }
  }

  const form = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } },
    list,
    shortcuts.length > 0 && menuButton({ label: "Shortcuts", content: icon("add"), kind: "plain-button", items: shortcuts.map((one) => ({
      text: one.name, note: one.about, pick: () => app.act("shortcut", { shortcut: one.id }) })) }),
    box,
    h("button", { type: "submit", class: "button primary", "aria-label": "Send" }, icon("send")));
  return form;
}
