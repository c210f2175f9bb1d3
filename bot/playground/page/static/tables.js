// Tables: the plain one, and the data table that people sort and leaf through.

import { h } from "./dom.js";
import { richText, richWords } from "./rich_text.js";

const ROWS = 20;

function words(cell) {
  if (cell.type === "rich_text") return richWords(cell).trim();
  return String(cell.text ?? cell.value ?? "");
}

function shown(cell, screen) {
  return cell.type === "rich_text" ? richText(cell, screen) : words(cell);
}

export function table(block, screen) {
  const [head, ...body] = block.rows;
  const looks = (column) => {
    const settings = block.column_settings?.[column] || {};
    return `${settings.align || ""} ${settings.is_wrapped ? "wrapped" : ""}`.trim() || undefined;
  };
  const row = (cells, tag) => h("tr", {}, cells.map((cell, column) =>
    h(tag, { class: looks(column), scope: tag === "th" ? "col" : undefined }, shown(cell, screen))));
  return h("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": "Table" },
    h("table", {}, h("thead", {}, row(head, "th")), h("tbody", {}, body.map((cells) => row(cells, "td")))));
}

function compare(first, second) {
  if (first.type === "raw_number" && second.type === "raw_number") return first.value - second.value;
  return words(first).localeCompare(words(second), undefined, { numeric: true });
}

export function dataTable(block, screen) {
  const [head, ...all] = block.rows;
  const size = block.page_size || ROWS;
  const sorting = { column: null, down: false, page: 0 };
  const place = h("div", { class: "data-table" });

  const sort = (column) => {
    sorting.down = sorting.column === column && !sorting.down;
    sorting.column = column;
    sorting.page = 0;
    draw();
    place.querySelectorAll("th button")[column].focus();
  };
  const leaf = (by) => {
    sorting.page += by;
    draw();
  };

  function heading(cell, column) {
    const own = sorting.column === column;
    const order = own ? (sorting.down ? "descending" : "ascending") : undefined;
    const arrow = own ? (sorting.down ? " ↓" : " ↑") : " ↕";
    return h("th", { scope: "col", "aria-sort": order, class: cell.type === "raw_number" ? "right" : undefined },
      h("button", { type: "button", class: "sort", onclick: () => sort(column) },
        words(cell), h("span", { "aria-hidden": "true" }, arrow)));
  }

  function row(cells) {
    return h("tr", {}, cells.map((cell, column) => {
      const names = block.row_header_column_index === column;
      return h(names ? "th" : "td",
        { scope: names ? "row" : undefined, class: cell.type === "raw_number" ? "right" : undefined },
        shown(cell, screen));
    }));
  }

  function leafing(pages) {
    if (pages < 2) return null;
    return h("div", { class: "leafing" },
      h("button", { type: "button", disabled: sorting.page === 0, onclick: () => leaf(-1) }, "Previous"),
      h("span", { role: "status" }, `Page ${sorting.page + 1} of ${pages}`),
      h("button", { type: "button", disabled: sorting.page === pages - 1, onclick: () => leaf(1) }, "Next"));
  }

  function draw() {
    const rows = [...all];
    if (sorting.column !== null) {
      rows.sort((a, b) => compare(a[sorting.column], b[sorting.column]) * (sorting.down ? -1 : 1));
    }
    const pages = Math.max(1, Math.ceil(rows.length / size));
    const here = rows.slice(sorting.page * size, (sorting.page + 1) * size);
    place.replaceChildren(
      h("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": block.caption },
        h("table", {}, h("caption", {}, block.caption),
          h("thead", {}, h("tr", {}, head.map(heading))),
          h("tbody", {}, here.map(row)))),
      leafing(pages) || "");
  }

  draw();
  return place;
}
