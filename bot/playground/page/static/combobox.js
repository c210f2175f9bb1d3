// A list that is searched by typing: one choice, or several shown as chips.

import { freshId, h } from "./dom.js";

const PAUSE = 180;

// `find(typed)` gives what may be chosen, as {label, note, value}; `changed(values)` hears of it.
export function combobox({ id, key, chosen, several, most, least = 0, placeholder, find, changed, ...about }) {
  const picked = [...chosen];
  const listId = freshId("list");
  let shown = [];
  let at = -1;
  let asked = 0;
  let timer = 0;

  const list = h("ul", { id: listId, role: "listbox", hidden: true, "aria-label": "Choices" });
  const chips = h("ul", { class: "chips", "aria-label": "Chosen" });
  const status = h("span", { class: "hidden", role: "status" });
  const input = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder,
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, data: { key },
    oninput: () => search(true), onclick: () => search(false), onkeydown: press, onblur: leave, ...about,
  });

  function values() {
    return picked.map((one) => one.value);
  }

  function draw() {
    chips.replaceChildren(...(several ? picked : []).map((one) => h("li", {}, one.label,
      h("button", { type: "button", "aria-label": `Remove ${one.label}`, onclick: () => drop(one) }, "×"))));
    if (!several) input.value = picked[0]?.label || "";
  }

  function drop(one) {
    picked.splice(picked.indexOf(one), 1);
    draw();
    changed(values());
    input.focus();
  }

  function pick(one) {
    if (!several) picked.splice(0, picked.length, one);
    else if (!picked.some((other) => other.label === one.label)) picked.push(one);
    if (several) input.value = "";
    draw();
    close();
    changed(values());
  }

  async function search(edited) {
    clearTimeout(timer);
    const typed = edited || several ? input.value.trim() : "";
    if (edited && !several && !input.value && picked.length) {
      picked.length = 0;
      changed([]);
    }
    if (several && most && picked.length >= most) return close();
    if (typed.length < least) return say(`Type at least ${least} letters.`);
    asked += 1;
    const mine = asked;
    timer = setTimeout(async () => {
      const found = await find(typed);
      if (mine !== asked || document.activeElement !== input) return;
      shown = several ? found.filter((one) => !picked.some((other) => other.label === one.label)) : found;
      at = shown.length ? 0 : -1;
      shown.length ? open() : say("Nothing found.");
    }, edited ? PAUSE : 0);
    return undefined;
  }

  function say(words) {
    shown = [];
    at = -1;
    list.replaceChildren(h("li", { class: "note" }, words));
    list.hidden = false;
    status.textContent = words;
  }

  function open() {
    list.replaceChildren(...shown.map((one, number) => h("li", {
      id: `${listId}-${number}`, role: "option", "aria-selected": String(number === at),
      onmousedown: (event) => { event.preventDefault(); pick(one); },
    }, one.label, one.note && h("small", {}, one.note))));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-activedescendant", `${listId}-${at}`);
    list.scrollIntoView({ block: "nearest" });
    list.children[at]?.scrollIntoView({ block: "nearest" });
    status.textContent = shown.length === 1 ? "1 choice" : `${shown.length} choices`;
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function press(event) {
    if (event.key === "Backspace" && several && !input.value && picked.length) drop(picked.at(-1));
    if (event.key === "ArrowDown" && list.hidden) search(false);
    if (list.hidden || !shown.length) {
      if (event.key === "Enter" && several) event.preventDefault();
      return;
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      at = (at + by + shown.length) % shown.length;
      open();
    } else if (event.key === "Enter") pick(shown[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function leave() {
    asked += 1;
    close();
    if (!several) input.value = picked[0]?.label || "";
  }

  draw();
  return h("div", { class: "combo" }, chips, input, list, status);
}
