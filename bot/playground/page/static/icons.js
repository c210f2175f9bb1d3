// Small drawings, so that none of them depends on what fonts a computer has.

import { s } from "./dom.js";

const PATHS = {
  channel: "M6 2.5 4.5 13.5M11.5 2.5 10 13.5M2.5 5.5h11M2 10.5h11",
  locked: "M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  shared: "M2.5 5.5h7v8h-7zM6.5 5V2.5h7v8h-3.5",
  home: "M2.5 7.5 8 3l5.5 4.5M4 7v6.5h8V7",
  messages: "M2.5 3.5h11v9h-11zM2.5 4.5 8 9l5.5-4.5",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  send: "M2.5 13.5 14 8 2.5 2.5v4.2L9 8l-6.5 1.3z",
  reply: "M6.5 4 2.5 8l4 4M3 8h6.5a4 4 0 0 1 4 4v1",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  close: "m4 4 8 8M12 4l-8 8",
  back: "M10 3.5 5.5 8l4.5 4.5",
  add: "M8 3v10M3 8h10",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  picture: "M2.5 3.5h11v9h-11zM3 11.5l3.5-4 2.5 3 1.5-1.5 2.5 2.5",
  bin: "M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.5 9h6l.5-9",
  info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.5V11M8 5h.01",
  warning: "M8 2.5 14.5 13.5h-13zM8 6.5V10M8 11.8h.01",
  error: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  success: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.2 8.2l2 2 3.6-4",
};

export function icon(name) {
  const thick = name === "more" ? "3" : "1.5";
  return s("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", "stroke-width": thick },
    s("path", { d: PATHS[name] }));
}
