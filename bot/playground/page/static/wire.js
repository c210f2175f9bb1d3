// The wire: requests newest first; each opens to what was in it and the limits it was measured by.

import { get } from "./api.js";
import { freshId, h } from "./dom.js";
import { inZone } from "./dates.js";

const MOST = 300;
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
let next = 0;
let asking = false;
let again = false;

export function wireList() {
  next = 0;
  return h("ol", { class: "wire" });
}

export async function drawWire(list) {
  again = true;
  if (asking) return;
  asking = true;
  try {
    while (again) {
      again = false;
      const { rows, next: following } = await get(`/api/wire?after=${next}`);
      next = following;
      for (const row of rows) list.prepend(rowOf(row));
      while (list.children.length > MOST) list.lastChild.remove();
    }
  } finally {
    asking = false;
  }
}

function rowOf(row) {
  const id = freshId("exchange");
  const details = h("div", { id, class: "exchange", hidden: true });
  const button = h("button", { type: "button", "aria-expanded": "false", "aria-controls": id, onclick: open },
    h("time", {}, inZone(row.at, "UTC", TIME)),
    h("span", { class: "way" }, row.to === "slack" ? "bot → Slack" : "Slack → bot"),
    h("strong", {}, row.name),
    h("span", { class: "status" }, `${row.status || "no answer"} · ${row.milliseconds} ms`),
    row.wrong.map((one) => h("span", { class: "wrong" }, `✖ ${one}`)));

  async function open() {
    details.hidden = !details.hidden;
    button.setAttribute("aria-expanded", String(!details.hidden));
    if (!details.hidden && !details.children.length) {
      const whole = await get(`/api/wire/${row.number}`);
      details.replaceChildren(...(whole.problem ? [whole.problem] : inside(whole)));
    }
  }

  return h("li", { class: row.wrong.length ? "bad" : "" }, button, details);
}

function inside(whole) {
  return [
    whole.limits.length > 0 && h("table", { class: "plain" },
      h("caption", {}, "Limits"),
      h("tbody", {}, whole.limits.map((one) => h("tr", { class: one.over ? "over" : "" },
        h("th", { scope: "row" }, one.what),
        h("td", { class: "right" }, `${one.size} of ${one.most}`, one.over && " ✖"),
        h("td", {}, h("meter", { min: 0, max: one.most || 1, value: Math.min(one.size, one.most || 1), "aria-label": one.what })))))),
    part("Request", whole.request),
    part("Answer", whole.response),
  ].filter(Boolean);
}

function part(title, value) {
  const words = typeof value === "string" ? value || "(empty)" : JSON.stringify(value, null, 2);
  return h("section", {}, h("h3", {}, title), h("pre", { tabindex: "0" }, words));
}
