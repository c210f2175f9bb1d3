// The markdown block: the plain part of Markdown that Slack takes from apps.

import { h } from "./dom.js";
import { link } from "./mrkdwn.js";

const INLINE = new RegExp(
  [
    "`([^`]+)`",
    "\\*\\*(.+?)\\*\\*",
    "~~(.+?)~~",
    "\\[([^\\]]+)\\]\\(([^)\\s]+)\\)",
    "(?<![\\p{L}\\p{N}])[*_](?=\\S)(.+?)[*_](?![\\p{L}\\p{N}])",
  ].join("|"),
  "gu",
);

function inline(text) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, strike, label, url, italic] = match;
    found.push(text.slice(from, match.index));
    if (code !== undefined) found.push(h("code", {}, code));
    else if (bold !== undefined) found.push(h("strong", {}, inline(bold)));
    else if (strike !== undefined) found.push(h("s", {}, inline(strike)));
    else if (url !== undefined) found.push(link(url, label));
    else found.push(h("em", {}, inline(italic)));
    from = match.index + whole.length;
  }
  return [...found, text.slice(from)];
}

const KINDS = [
  ["heading", /^(#{1,6})\s+(.*)$/],
  ["rule", /^\s*(?:-{3,}|\*{3,})\s*$/],
  ["bullet", /^\s*[-*+]\s+(.*)$/],
  ["number", /^\s*\d+[.)]\s+(.*)$/],
  ["quote", /^>\s?(.*)$/],
  ["row", /^\s*\|(.*)\|\s*$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(line);
    if (match) return { kind, words: match.at(-1), level: match[1]?.length };
  }
  return { kind: line.trim() ? "words" : "gap", words: line };
}

function cells(line) {
  return line.split("|").map((cell) => cell.trim());
}

function table(rows) {
  const [head, ...body] = rows.filter((row) => !/^[\s|:-]+$/.test(row));
  return h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, cells(head).map((cell) => h("th", { scope: "col" }, inline(cell))))),
    h("tbody", {}, body.map((row) => h("tr", {}, cells(row).map((cell) => h("td", {}, inline(cell)))))));
}

const DRAW = {
  heading: (rows) => rows.map((row) =>
    h("p", { role: "heading", "aria-level": Math.min(row.level + 2, 6), class: `level-${row.level}` },
      inline(row.words))),
  rule: () => h("hr"),
  bullet: (rows) => h("ul", {}, rows.map((row) => h("li", {}, inline(row.words)))),
  number: (rows) => h("ol", {}, rows.map((row) => h("li", {}, inline(row.words)))),
  quote: (rows) => h("blockquote", {}, rows.map((row) => h("p", {}, inline(row.words)))),
  row: (rows) => table(rows.map((row) => row.words)),
  words: (rows) => h("p", {}, inline(rows.map((row) => row.words).join("\n"))),
  gap: () => [],
};

function prose(text) {
  const groups = [];
  for (const row of text.split("\n").map(kindOf)) {
    if (groups.at(-1)?.[0].kind === row.kind) groups.at(-1).push(row);
    else groups.push([row]);
  }
  return groups.flatMap((rows) => DRAW[rows[0].kind](rows));
}

export function markdown(text) {
  const parts = text.split("```").map((part, number) =>
    number % 2 ? h("pre", {}, part.replace(/^\w*\n/, "")) : prose(part));
  return h("div", { class: "rich-text" }, parts);
}
