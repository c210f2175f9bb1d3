// What people press and choose: drawn, and told to Slack when it is used.

import { freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { agreed } from "./confirm.js";
import { isInput, standing } from "./choices.js";
import { draft, keep, keyOf } from "./drafts.js";
import { drawInput, isGroup } from "./inputs.js";
import { menuButton } from "./menus.js";
import { textOf } from "./mrkdwn.js";
import { picture } from "./pictures.js";

// `surface` is where a block stands: screen, place (what a deed is about), state, errors, act, and
// `above`, the level of the heading over it where that is not 2.

function idsOf(surface, block, element) {
  return { ...surface.place, block: block.block_id, action: element.action_id };
}

async function press(surface, block, element, option) {
  const chosen = option?.confirm || element.confirm;
  if (!(await agreed(chosen, surface.screen))) return;
  await surface.act("press", { ...idsOf(surface, block, element), ...(option ? { option: option.value } : {}) });
}

function looks(style) {
  return style === "primary" || style === "danger" ? style : "";
}

function button(element, block, surface) {
  const about = {
    class: `button ${looks(element.style)}`, "aria-label": element.accessibility_label,
    data: { key: keyOf(surface.place, block, element) },
  };
  const pressed = (event) => busyWhile(event.currentTarget, press(surface, block, element));
  const words = textOf(element.text, surface.screen);
  if (element.url && /^https?:/i.test(element.url)) {
    return h("a", { ...about, href: element.url, target: "_blank", rel: "noopener noreferrer", onclick: pressed }, words);
  }
  return h("button", { type: "button", ...about, onclick: pressed }, words);
}

export async function busyWhile(button, work) {
  button.setAttribute("aria-busy", "true");
  try {
    await work;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function overflow(element, block, surface) {
  return menuButton({
    label: "More", content: icon("more"), kind: "button", key: keyOf(surface.place, block, element),
    items: element.options.map((option) => ({
      text: option.text.text, note: option.description?.text, href: option.url,
      pick: () => press(surface, block, element, option),
    })),
  });
}

function feedback(element, block, surface) {
  return h("span", { class: "buttons" }, ["positive_button", "negative_button"].map((name) => {
    const one = element[name];
    return h("button", { type: "button", class: "button small", "aria-label": one.accessibility_label,
      onclick: () => press(surface, block, element, one) }, textOf(one.text, surface.screen));
  }));
}

const PRESSED = {
  button,
  icon_button: (element, block, surface) => h("button", { type: "button", class: "button small",
    "aria-label": element.accessibility_label || element.text.text,
    onclick: () => press(surface, block, element) }, icon("bin"), " ", textOf(element.text, surface.screen)),
  feedback_buttons: feedback,
  overflow,
  workflow_button: (element, _block, surface) => h("button", { type: "button", class: "button", disabled: true,
    title: "There are no workflows here" }, textOf(element.text, surface.screen)),
  image: (element) => picture(element, "accessory"),
};

// An element outside a form: what is chosen is told at once.
export function element(element, block, surface) {
  if (!isInput(element)) return PRESSED[element.type]?.(element, block, surface) || null;
  const ids = idsOf(surface, block, element);
  const value = standing(element, surface.state[block.block_id]?.[element.action_id]);
  const changed = async (now) => {
    if (await agreed(element.confirm, surface.screen)) await surface.act("choose", { ...ids, value: now });
    else surface.redraw();
  };
  const about = {
    id: freshId("field"), key: keyOf(surface.place, block, element), zone: surface.screen.me.zone,
    label: element.placeholder?.text || block.text?.text || "Choose",
  };
  return drawInput(element, value, changed, about, searching(surface, ids));
}

function searching(surface, ids) {
  return {
    screen: surface.screen,
    search: async (typed) => (await surface.act("search", { ...ids, typed }))?.options || [],
  };
}

// A labelled input of a form: what is put in is kept here, and sent when the form is.
export function field(block, surface) {
  const { element: asked } = block;
  const ids = idsOf(surface, block, asked);
  const key = keyOf(surface.place, block, asked);
  const [id, label, hint, problem] = ["field", "label", "hint", "problem"].map(freshId);
  const wrong = surface.errors[block.block_id];
  const value = draft(key, standing(asked, surface.state[block.block_id]?.[asked.action_id]));
  const about = {
    id, key, zone: surface.screen.me.zone, invalid: Boolean(wrong), dispatches: block.dispatch_action,
    describedby: [wrong && problem, block.hint && hint].filter(Boolean).join(" ") || undefined,
    labelledby: isGroup(asked) ? label : undefined, required: !block.optional && !isGroup(asked),
  };
  const changed = (now, { soon, done } = {}) =>
    keep(key, ids, now, (what) => surface.act("enter", { ...what, done }, { quiet: true }), { soon });
  const words = [textOf(block.label, surface.screen), block.optional && h("span", { class: "optional" }, " (optional)")];
  return h("div", { class: wrong ? "field wrong" : "field" },
    isGroup(asked) ? h("span", { class: "label", id: label }, words) : h("label", { for: id }, words),
    drawInput(asked, value, changed, about, searching(surface, ids)),
    wrong && h("p", { class: "problem", id: problem }, wrong),
    block.hint && h("p", { class: "hint", id: hint }, textOf(block.hint, surface.screen)));
}
