// Elements from data: words only ever become text, never markup.

const SVG = "http://www.w3.org/2000/svg";
let counter = 0;

export function freshId(prefix = "x") {
  counter += 1;
  return `${prefix}-${counter}`;
}

function put(node, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(node.dataset, value);
  else if (name === "value" || name === "checked" || name === "selected") node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function fill(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) node.append(child);
  }
  return node;
}

export function h(tag, props = {}, ...children) {
  const node = fill(document.createElement(tag), children);
  // A select takes its value only when its options are there.
  for (const [name, value] of Object.entries(props)) put(node, name, value);
  return node;
}

export function s(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) put(node, name, value);
  return fill(node, children);
}

export function hidden(text) {
  return h("span", { class: "hidden" }, text);
}

// Redraw, and let the person go on typing where they were.
export function keepingFocus(redraw) {
  const before = document.activeElement;
  const key = before?.dataset?.key;
  const selection = key && "selectionStart" in before ? rangeOf(before) : null;
  redraw();
  if (!key || document.activeElement === before) return;
  const after = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!after) return;
  after.focus({ preventScroll: true });
  if (selection && selection.start !== null) after.setSelectionRange(selection.start, selection.end);
}

function rangeOf(input) {
  return { start: input.selectionStart, end: input.selectionEnd };
}

// Put rows into a list; a row whose signature is the same stays as it is on the screen.
export function keyed(list, rows) {
  const old = new Map([...list.children].map((node) => [node.dataset.row, node]));
  let place = list.firstChild;
  for (const { key, signature, make } of rows) {
    let node = old.get(key);
    old.delete(key);
    if (!node || node.signature !== signature) {
      const fresh = make();
      fresh.dataset.row = key;
      fresh.signature = signature;
      if (node) {
        if (place === node) place = node.nextSibling;
        node.remove();
      }
      node = fresh;
    }
    if (node === place) place = place.nextSibling;
    else list.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}
