// Slack's mrkdwn as elements. Nothing in it can become markup of the page.

import { h } from "./dom.js";
import { formatted } from "./dates.js";
import { emoji } from "./emoji.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const STYLES = { "*": "strong", _: "em", "~": "s" };
const TOKEN = new RegExp(
  [
    "<([^<>\\n]+)>",
    "`([^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*_~])([*_~])(?=\\S)([^\\n]*?\\S)\\3(?![\\p{L}\\p{N}*_~])",
    ":([a-z0-9_+'-]+):",
    "(https?://[^\\s<>]+[^\\s<>.,;:!?)\\]'\"])",
    "\\n",
  ].join("|"),
  "gu",
);

function plain(text) {
  return text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

export function link(url, label) {
  const safe = /^(https?:|mailto:)/i.test(url);
  if (!safe) return document.createTextNode(label || url);
  const words = label || url.replace(/^mailto:/, "");
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words);
}

export function mention(screen, id, label) {
  const person = screen.people[id];
  const own = id === screen.me.id;
  return h("span", { class: own ? "mention own" : "mention" }, `@${person?.name || label || id}`);
}

export function channelName(screen, id, label) {
  return h("span", { class: "mention" }, `#${screen.names[id] || label || id}`);
}

function date(target, fallback, screen) {
  const [, seconds, pattern, url] = target.split("^");
  const t = Number(seconds);
  const words = Number.isFinite(t) && pattern
    ? formatted(pattern, t, screen.me.zone, screen.now)
    : fallback;
  const shown = h("time", Number.isFinite(t) ? { datetime: new Date(t * 1000).toISOString() } : {});
  shown.append(url ? link(url, words) : words);
  return shown;
}

function angled(inner, screen) {
  const at = inner.indexOf("|");
  const target = plain(at < 0 ? inner : inner.slice(0, at));
  const label = at < 0 ? "" : plain(inner.slice(at + 1));
  if (target.startsWith("@")) return mention(screen, target.slice(1), label);
  if (target.startsWith("#")) return channelName(screen, target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label, screen);
  if (target.startsWith("!")) return h("span", { class: "mention own" }, `@${label || target.slice(1)}`);
  return link(target, label);
}

function inline(text, screen, linkify) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, angle, code, style, styled, name, url] = match;
    const node =
      angle !== undefined ? angled(angle, screen)
      : code !== undefined ? h("code", {}, plain(code))
      : style !== undefined ? h(STYLES[style], {}, inline(styled, screen, linkify))
      : name !== undefined ? emoji(name)
      : url !== undefined ? (linkify ? link(plain(url)) : null)
      : h("br");
    if (node === null) continue;
    found.push(plain(text.slice(from, match.index)), node);
    from = match.index + whole.length;
  }
  found.push(plain(text.slice(from)));
  return found.filter((part) => part !== "");
}

// Lines that begin with > belong to one quote.
function withQuotes(text, screen, linkify) {
  const parts = [];
  for (const line of text.split("\n")) {
    const quoted = /^(&gt;|>) ?/.exec(line);
    const words = quoted ? line.slice(quoted[0].length) : line;
    const last = parts.at(-1);
    if (last && last.quoted === Boolean(quoted)) last.lines.push(words);
    else parts.push({ quoted: Boolean(quoted), lines: [words] });
  }
  return parts.map(({ quoted, lines }) => {
    const inner = inline(lines.join("\n"), screen, linkify);
    return quoted ? h("blockquote", {}, inner) : inner;
  });
}

export function mrkdwn(text, screen, { linkify = false } = {}) {
  const fragment = document.createDocumentFragment();
  const parts = text.split("```");
  for (const [number, all] of parts.entries()) {
    // What is set apart stands on lines of its own anyway.
    const part = number && number % 2 === 0 ? all.replace(/^\n/, "") : all;
    if (number % 2) fragment.append(h("pre", {}, plain(part).replace(/^\n|\n$/g, "")));
    else if (part) fragment.append(...withQuotes(part, screen, linkify).flat(Infinity));
  }
  return fragment;
}

export function plainText(text) {
  const lines = text.split("\n");
  return lines.flatMap((line, number) => (number ? [h("br"), line] : [line]));
}

// A text object of either kind.
export function textOf(object, screen) {
  if (!object) return null;
  if (object.type === "mrkdwn") return mrkdwn(object.text, screen, { linkify: !object.verbatim });
  return plainText(object.text);
}
