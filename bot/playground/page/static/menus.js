// A button with a menu under it, for the keyboard as for the mouse.

import { freshId, h } from "./dom.js";

export function menuButton({ label, content, items, key, kind = "" }) {
  const id = freshId("menu");
  const list = h("ul", { id, role: "menu", "aria-label": label, hidden: true });
  const button = h("button", {
    type: "button", class: `opens-menu ${kind}`, "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-controls": id, "aria-label": label, title: label, data: key ? { key } : {},
    onclick: () => (list.hidden ? open() : close()),
    onkeydown: (event) => {
      if (event.key === "ArrowDown") { event.preventDefault(); open(); }
    },
  }, content);
  const box = h("span", { class: "menu", onkeydown: move, onfocusout: left }, button, list);

  function open() {
    list.replaceChildren(...items.map(({ text, note, href, pick, danger }) => {
      const inner = [h("span", { class: danger ? "danger-text" : "" }, text), note && h("small", {}, note)];
      const choose = () => { close(); pick?.(); };
      const choice = href
        ? h("a", { role: "menuitem", tabindex: "-1", href, target: "_blank", rel: "noopener noreferrer", onclick: choose }, inner)
        : h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: choose }, inner);
      return h("li", { role: "none" }, choice);
    }));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    choices()[0]?.focus();
  }

  function close(refocus = true) {
    if (list.hidden) return;
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (refocus) button.focus();
  }

  function choices() {
    return [...list.querySelectorAll("[role=menuitem]")];
  }

  function move(event) {
    if (list.hidden) return;
    const all = choices();
    const at = all.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[(next + all.length) % all.length].focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  function left(event) {
    if (!box.contains(event.relatedTarget)) close(false);
  }

  return box;
}
