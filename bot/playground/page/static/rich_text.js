// Rich text: sections, lists, quotes and what stands in their lines.

import { h } from "./dom.js";
import { formatted } from "./dates.js";
import { emoji } from "./emoji.js";
import { channelName, link, mention } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u", highlight: "mark" };

function unicode(part) {
  if (!part.unicode) return emoji(part.name);
  return String.fromCodePoint(...part.unicode.split("-").map((one) => parseInt(one, 16)));
}

const INLINE = {
  text: (part) => lines(part.text),
  link: (part) => link(part.url, part.text),
  user: (part, screen) => mention(screen, part.user_id),
  usergroup: (part) => h("span", { class: "mention" }, `@${part.usergroup_id}`),
  channel: (part, screen) => channelName(screen, part.channel_id),
  team: (part) => h("span", { class: "mention" }, part.team_id),
  broadcast: (part) => h("span", { class: "mention own" }, `@${part.range}`),
  emoji: unicode,
  color: (part) => {
    const chip = h("span", { class: "chip", "aria-hidden": "true" });
    chip.style.backgroundColor = part.value;
    return [chip, part.value];
  },
  date: (part, screen) =>
    h("time", { datetime: new Date(part.timestamp * 1000).toISOString() },
      formatted(part.format, part.timestamp, screen.me.zone, screen.now)),
  tag: (part) => h("span", { class: `tag ${part.color || "gray"}` }, part.text),
};

function lines(text) {
  return text.split("\n").flatMap((line, number) => (number ? [h("br"), line] : [line]));
}

function inline(part, screen) {
  const draw = INLINE[part.type];
  let shown = draw ? draw(part, screen) : part.text || "";
  for (const [name, tag] of Object.entries(STYLES)) {
    if (part.style?.[name]) shown = h(tag, {}, shown);
  }
  return shown;
}

function row(elements, screen) {
  return elements.map((part) => inline(part, screen));
}

function list(block, screen) {
  const ordered = block.style === "ordered";
  const items = block.elements.map((item) => h("li", {}, row(item.elements, screen)));
  const start = ordered && block.offset ? block.offset + 1 : undefined;
  return h(ordered ? "ol" : "ul", { class: `indent-${block.indent || 0}`, start }, items);
}

const PARTS = {
  rich_text_section: (part, screen) => h("div", {}, row(part.elements, screen)),
  rich_text_quote: (part, screen) => h("blockquote", {}, row(part.elements, screen)),
  rich_text_preformatted: (part, screen) => h("pre", {}, row(part.elements, screen)),
  rich_text_list: list,
};

export function richText(block, screen) {
  const parts = (block.elements || []).map((part) => PARTS[part.type]?.(part, screen));
  return h("div", { class: "rich-text" }, parts);
}

// The words alone, for a text box and for sorting a table.
export function richWords(value) {
  if (!value) return "";
  if (Array.isArray(value)) return value.map(richWords).join("");
  if (value.type === "text") return value.text;
  const inner = richWords(value.elements || []);
  return value.type === "rich_text_section" ? `${inner}\n` : inner || value.text || "";
}
