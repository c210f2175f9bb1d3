// Pictures that the bot uploaded; of pictures elsewhere only the description, as nothing is fetched.

import { h } from "./dom.js";
import { icon } from "./icons.js";

export function picture(block, kind = "") {
  const id = block.slack_file?.id;
  const alt = block.alt_text || "";
  if (id) return h("img", { class: `picture ${kind}`, src: `/pictures/${encodeURIComponent(id)}`, alt, loading: "lazy" });
  return h("span", { class: `picture absent ${kind}`, role: "img", "aria-label": alt, title: block.image_url }, icon("picture"), " ", alt);
}
