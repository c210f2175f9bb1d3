// The stack of modals: the one on top is shown, and the keyboard stays in it.

import { freshId, h, keepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { blocksOf } from "./blocks.js";
import { draftsOf, forget } from "./drafts.js";
import { busyWhile } from "./elements.js";

let shown = null;

export function drawModals(screen, act) {
  const view = screen.modals.at(-1);
  if (shown && shown.id !== view?.id) takeAway(screen);
  if (!view) return;
  const signature = JSON.stringify([view.hash, view.errors, view.trouble, screen.modals.length]);
  if (shown?.signature === signature) return;
  if (shown) keepingFocus(() => redraw(view, screen, act));
  else open(view, screen, act);
  shown.signature = signature;
  const errors = JSON.stringify(view.errors);
  if (errors !== shown.errors) shown.dialog.querySelector(".wrong :is(input, textarea, select)")?.focus();
  shown.errors = errors;
}

function takeAway(screen) {
  if (!screen.modals.some((view) => view.id === shown.id)) forget(shown.id);
  shown.dialog.closing = true;
  shown.dialog.close();
  shown.dialog.remove();
  shown = null;
}

function open(view, screen, act) {
  const dialog = h("dialog", {
    class: "modal", "aria-labelledby": "modal-title",
    oncancel: (event) => {
      event.preventDefault();
      shown?.leave();
    },
  });
  // A browser may close a dialog on its own on a second Esc: then the view is closed too.
  dialog.addEventListener("close", () => dialog.closing || shown?.leave());
  shown = { id: view.id, dialog };
  redraw(view, screen, act);
  document.body.append(dialog);
  dialog.showModal();
  const wanted = view.blocks.find((block) => block.element?.focus_on_load);
  const first = (wanted && dialog.querySelector(`[data-key^="${view.id}|${CSS.escape(wanted.block_id)}|"]`)) || dialog.querySelector(".content input, .content textarea, .content select, .content button") || dialog.querySelector("footer button");
  first?.focus();
}

function redraw(view, screen, act) {
  const stacked = screen.modals.length > 1;
  const close = (everything) => act("close", { view: view.id, everything });
  const surface = { screen, place: { view: view.id }, state: view.state, errors: view.errors, act, redraw: () => {} };
  const problem = freshId("trouble");
  const { dialog } = shown;
  const scrolled = dialog.querySelector(".content")?.scrollTop || 0;
  shown.leave = () => close(stacked);
  const submit = view.submit && h("button", { type: "submit", class: "button primary", disabled: view.disabled, data: { key: `${view.id}|submit` } }, view.submit);
  const form = h("form", {
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      if (!submit || submit.getAttribute("aria-busy")) return;
      busyWhile(submit, act("submit", { view: view.id, values: draftsOf(view.id) }));
    },
  },
    h("header", {},
      stacked && h("button", { type: "button", class: "plain-button", "aria-label": "Back", onclick: () => close(false) }, icon("back")),
      h("h2", { id: "modal-title" }, view.title),
      h("button", { type: "button", class: "plain-button", "aria-label": "Close", onclick: () => close(stacked) }, icon("close"))),
    h("div", { class: "content" },
      view.trouble && h("p", { class: "trouble", role: "alert", id: problem }, view.trouble),
      blocksOf(view.blocks, surface)),
    h("footer", {},
      h("button", { type: "button", class: "button", data: { key: `${view.id}|close` }, onclick: () => close(false) }, view.close || (submit ? "Cancel" : "Close")),
      submit));
  dialog.replaceChildren(form);
  dialog.querySelector(".content").scrollTop = scrolled;
}
