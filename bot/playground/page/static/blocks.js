// Block Kit, block by block.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { chart } from "./charts.js";
import { element, field } from "./elements.js";
import { markdown } from "./markdown.js";
import { link, textOf } from "./mrkdwn.js";
import { picture } from "./pictures.js";
import { richText } from "./rich_text.js";
import { dataTable, table } from "./tables.js";

const LEVELS = { info: "Note", warning: "Warning", error: "Error", success: "Done", default: "Note" };

function section(block, surface) {
  const { screen } = surface;
  return h("div", { class: "section" },
    h("div", { class: "words" },
      block.text && h("div", {}, textOf(block.text, screen)),
      block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", {}, textOf(one, screen))))),
    block.accessory && h("div", { class: "beside" }, element(block.accessory, block, surface)));
}

function header(block, surface) {
  const level = block.level || 1;
  return h("div", { role: "heading", "aria-level": level + (surface.above ?? 2), class: `header level-${level}` }, textOf(block.text, surface.screen));
}

function context(block, surface) {
  return h("div", { class: "context" }, block.elements.map((one) =>
    (one.type === "image" ? picture(one, "tiny") : h("span", {}, textOf(one, surface.screen)))));
}

function actions(block, surface) {
  return h("div", { class: "buttons" }, block.elements.map((one) => element(one, block, surface)));
}

function image(block) {
  return h("figure", {}, block.title && h("figcaption", {}, block.title.text), picture(block, "large"));
}

function alert(block, surface) {
  const level = block.level || "default";
  return h("div", { class: `alert ${level}`, role: "note" },
    h("span", { class: "sign", role: "img", "aria-label": LEVELS[level] }, icon(level === "default" ? "info" : level)),
    h("div", {}, textOf(block.text, surface.screen)));
}

function card(block, surface) {
  const { screen } = surface;
  const line = (name, tag = "div") => block[name] && h(tag, { class: name }, textOf(block[name], screen));
  return h("article", { class: "card" },
    block.hero_image && picture(block.hero_image, "hero"),
    h("div", { class: "top" }, block.icon && picture(block.icon, "tiny"),
      h("div", {}, line("title"), line("subtitle"))),
    line("body"), line("subtext"),
    block.actions && h("div", { class: "buttons" }, block.actions.map((one) => element(one, block, surface))));
}

function carousel(block, surface) {
  return h("ul", { class: "carousel", tabindex: "0", "aria-label": "Cards" },
    block.elements.map((one) => h("li", {}, blocksOf([one], surface))));
}

function container(block, surface) {
  const title = [
    h("strong", {}, block.rich_text_title ? richText(block.rich_text_title, surface.screen) : textOf(block.title, surface.screen)),
    block.subtitle && h("div", { class: "subtitle" }, textOf(block.subtitle, surface.screen)),
  ];
  const inner = blocksOf(block.child_blocks, surface);
  const kind = `container ${block.width || "standard"}`;
  if (!block.is_collapsible) {
    return h("section", { class: kind }, h("div", { class: block.has_header_divider ? "head ruled" : "head" }, title), inner);
  }
  return h("details", { class: kind, open: !block.default_collapsed }, h("summary", {}, title), inner);
}

function layout(block, surface) {
  return h("section", { class: "container", "aria-label": block.label },
    block.is_label_visible && h("strong", {}, block.label), blocksOf(block.fallback || [], surface));
}

function task(block, surface) {
  const signs = { pending: "○", in_progress: "◔", complete: "✔", error: "✖" };
  return h("div", { class: "card" }, h("div", { class: "title" }, `${signs[block.status] || "○"} ${block.title}`),
    block.details && richText(block.details, surface.screen), block.output && richText(block.output, surface.screen),
    block.sources && h("ul", {}, block.sources.map((one) => h("li", {}, link(one.url, one.text)))));
}

const DRAW = {
  section,
  header,
  divider: () => h("hr"),
  context,
  actions,
  context_actions: actions,
  image,
  input: field,
  rich_text: (block, surface) => richText(block, surface.screen),
  markdown: (block) => markdown(block.text),
  table: (block, surface) => table(block, surface.screen),
  data_table: (block, surface) => dataTable(block, surface.screen),
  data_visualization: chart,
  alert,
  card,
  carousel,
  container,
  layout,
  task_card: task,
  plan: (block, surface) => h("section", { class: "container" }, h("strong", {}, block.title),
    (block.tasks || []).map((one) => task(one, surface))),
  video: (block) => h("figure", {}, h("figcaption", {}, block.title.text), link(block.title_url || block.video_url, block.alt_text)),
};

export function blocksOf(blocks, surface) {
  return h("div", { class: "blocks" }, blocks.map((block) => {
    const draw = DRAW[block.type];
    const drawn = draw ? draw(block, surface) : h("p", { class: "hint" }, `(${block.type})`);
    return h("div", { class: `block of-${block.type}` }, drawn);
  }));
}
