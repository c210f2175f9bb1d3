// Charts as drawings that are also read out: every value stands in a table behind the picture.

import { freshId, h, s } from "./dom.js";

const FIRST_WIDTH = 560;
const NARROWEST = 240;
const BOTTOM = 213;
const EDGE = { top: 12, right: 14, left: 52 };
const FEW = 5;
// About as wide as one letter is.
const LETTER = 6.6;

export function chart(block) {
  const { chart: drawn, title } = block;
  const rows = drawn.type === "pie" ? drawn.segments.map((one) => [one.label, one.value]) : null;
  const id = freshId("chart");
  return h("figure", { class: "chart" },
    h("figcaption", { id }, title),
    drawing(drawn, id),
    rows ? legend(rows.map(([label, value]) => `${label} · ${share(value, rows)}`)) : legend(drawn.series.map((one) => one.name)),
    h("details", {}, h("summary", {}, "Values"), values(drawn, rows)));
}

// Drawn anew when there is more or less room, so that its letters stay as large as all others.
function drawing(drawn, id) {
  const place = h("div", { class: "drawing" });
  let wide = 0;
  const draw = (room) => {
    const now = Math.max(Math.round(room), NARROWEST);
    if (now === wide) return;
    wide = now;
    const picture = drawn.type === "pie" ? pie(drawn) : plotted(drawn, wide);
    picture.setAttribute("role", "img");
    picture.setAttribute("aria-labelledby", id);
    place.replaceChildren(picture);
  };
  draw(FIRST_WIDTH);
  new ResizeObserver(([seen]) => seen.contentRect.width && draw(seen.contentRect.width)).observe(place);
  return place;
}

function share(value, rows) {
  const sum = rows.reduce((total, row) => total + row[1], 0);
  return `${Math.round((value / sum) * 100)} %`;
}

function legend(names) {
  return h("ul", { class: "legend", "aria-hidden": "true" },
    names.map((name, number) => h("li", {}, swatch(number), name)));
}

function swatch(number) {
  return s("svg", { viewBox: "0 0 14 14", class: `swatch ${series(number)}` }, marker(number, 7, 7));
}

function values(drawn, rows) {
  if (rows) {
    return h("table", { class: "plain" }, h("tbody", {}, rows.map(([label, value]) =>
      h("tr", {}, h("th", { scope: "row" }, label), h("td", { class: "right" }, number(value))))));
  }
  const { categories } = drawn.axis_config;
  return h("div", { class: "scrolls" }, h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, h("td"), categories.map((one) => h("th", { scope: "col" }, one)))),
    h("tbody", {}, drawn.series.map((one) => h("tr", {}, h("th", { scope: "row" }, one.name),
      categories.map((category) => h("td", { class: "right" }, number(valueAt(one, category)))))))));
}

function number(value) {
  return new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 }).format(value);
}

function valueAt(one, category) {
  return one.data.find((point) => point.label === category).value;
}

function series(count) {
  return `series-${count % 12}`;
}

// A shape for each series, so that colour is never all that tells them apart.
function marker(count, x, y) {
  const r = 4;
  const shapes = [
    () => s("circle", { cx: x, cy: y, r }),
    () => s("rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }),
    () => s("path", { d: `M${x} ${y - r - 1}L${x + r + 1} ${y + r}L${x - r - 1} ${y + r}Z` }),
    () => s("path", { d: `M${x} ${y - r - 1}L${x + r + 1} ${y}L${x} ${y + r + 1}L${x - r - 1} ${y}Z` }),
  ];
  return shapes[count % shapes.length]();
}

// Round steps that the values fit between.
function scale(low, high) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / FEW;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const from = Math.floor(low / step) * step;
  const to = Math.max(Math.ceil(high / step) * step, from + step);
  const count = Math.round((to - from) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toPrecision(12)));
  const inner = BOTTOM - EDGE.top;
  return { ticks, y: (value) => EDGE.top + inner * (1 - (value - from) / (to - from)), base: Math.max(0, from) };
}

// Names of categories in one line or two, and only so many of them as there is room for.
function names(categories, x, room) {
  const split = isSplit(categories, room);
  const lines = categories.map((one) => (split ? inTwo(one) : [one]));
  const widest = Math.max(...lines.flat().map((one) => one.length)) * LETTER + 6;
  const every = Math.ceil(widest / room);
  return lines.map((words, i) => (i % every ? null : s("text", { "text-anchor": "middle", y: BOTTOM + 17 },
    words.map((line, row) => s("tspan", { x: x(i), dy: row ? 13 : 0 }, line)))));
}

function isSplit(categories, room) {
  return categories.some((one) => one.length * LETTER > room && one.includes(" "));
}

function inTwo(words) {
  const parts = words.split(" ");
  const half = Math.ceil(parts.length / 2);
  return [parts.slice(0, half).join(" "), parts.slice(half).join(" ")].filter(Boolean);
}

function axes(drawn, axis, x, room, wide) {
  const { categories, x_label: below, y_label: beside } = drawn.axis_config;
  return [
    ...axis.ticks.map((tick) => s("g", { class: "tick" },
      s("line", { x1: EDGE.left, x2: wide - EDGE.right, y1: axis.y(tick), y2: axis.y(tick) }),
      s("text", { x: EDGE.left - 8, y: axis.y(tick) + 4, "text-anchor": "end" }, number(tick)))),
    ...names(categories, x, room),
    below && s("text", { class: "axis", x: wide / 2, y: BOTTOM + (isSplit(categories, room) ? 50 : 37), "text-anchor": "middle" }, below),
    beside && s("text", { class: "axis", transform: `translate(12 ${(BOTTOM + EDGE.top) / 2}) rotate(-90)`,
      "text-anchor": "middle" }, beside),
  ];
}

function plotted(drawn, wide) {
  const { categories } = drawn.axis_config;
  const all = drawn.series.flatMap((one) => one.data.map((point) => point.value));
  const grounded = drawn.type !== "line";
  const axis = scale(Math.min(...all, ...(grounded ? [0] : [])), Math.max(...all, ...(grounded ? [0] : [])));
  const room = (wide - EDGE.left - EDGE.right) / categories.length;
  const x = (i) => EDGE.left + room * (i + 0.5);
  const draw = drawn.type === "bar" ? bars : lines;
  const height = BOTTOM + (isSplit(categories, room) ? 37 : 24) + (drawn.axis_config.x_label ? 20 : 0);
  return s("svg", { viewBox: `0 0 ${wide} ${height}` },
    axes(drawn, axis, x, room, wide), draw(drawn, axis, x, room));
}

function said(one, category) {
  return s("title", {}, `${one.name}, ${category}: ${number(valueAt(one, category))}`);
}

function bars(drawn, axis, x, room) {
  const wide = Math.min(36, (room * 0.8) / drawn.series.length);
  return drawn.series.map((one, count) => s("g", { class: series(count) },
    drawn.axis_config.categories.map((category, i) => {
      const value = valueAt(one, category);
      const [top, bottom] = [axis.y(Math.max(value, axis.base)), axis.y(Math.min(value, axis.base))];
      const left = x(i) + (count - drawn.series.length / 2) * wide;
      return s("rect", { x: left + 1, y: top, width: wide - 2, height: Math.max(bottom - top, 1), rx: 2 }, said(one, category));
    })));
}

function lines(drawn, axis, x) {
  return drawn.series.map((one, count) => {
    const { categories } = drawn.axis_config;
    const points = categories.map((category, i) => [x(i), axis.y(valueAt(one, category))]);
    const path = points.map(([left, top], i) => `${i ? "L" : "M"}${left} ${top}`).join("");
    const floor = axis.y(axis.base);
    return s("g", { class: series(count) },
      drawn.type === "area" && s("path", { class: "area", d: `${path}L${points.at(-1)[0]} ${floor}L${points[0][0]} ${floor}Z` }),
      s("path", { class: "line", d: path }),
      points.map(([left, top], i) => {
        const dot = marker(count, left, top);
        dot.append(said(one, categories[i]));
        return dot;
      }));
  });
}

function pie(drawn) {
  const sum = drawn.segments.reduce((total, one) => total + one.value, 0);
  const [cx, cy, r] = [125, 125, 112];
  let turned = -Math.PI / 2;
  const at = (angle) => `${cx + r * Math.cos(angle)} ${cy + r * Math.sin(angle)}`;
  const slices = drawn.segments.map((one, count) => {
    const angle = (one.value / sum) * 2 * Math.PI;
    const [from, to] = [turned, turned + angle];
    turned = to;
    const title = s("title", {}, `${one.label}: ${number(one.value)}`);
    if (drawn.segments.length === 1) return s("circle", { cx, cy, r, class: `slice ${series(count)}` }, title);
    const d = `M${cx} ${cy}L${at(from)}A${r} ${r} 0 ${angle > Math.PI ? 1 : 0} 1 ${at(to)}Z`;
    return s("path", { d, class: `slice ${series(count)}` }, title);
  });
  return s("svg", { viewBox: "0 0 250 250", class: "pie" }, slices);
}
