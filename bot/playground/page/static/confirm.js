// The question that Slack asks before a button with consequences does what it says.

import { freshId, h } from "./dom.js";
import { textOf } from "./mrkdwn.js";

export function agreed(confirm, screen) {
  if (!confirm) return Promise.resolve(true);
  const [title, words] = [freshId("title"), freshId("words")];
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": words },
      h("h2", { id: title }, textOf(confirm.title, screen)),
      h("p", { id: words }, textOf(confirm.text, screen)),
      h("div", { class: "buttons" },
        h("button", { type: "button", onclick: () => dialog.close("no") }, textOf(confirm.deny, screen)),
        h("button", { type: "button", class: confirm.style || "primary", onclick: () => dialog.close("yes") },
          textOf(confirm.confirm, screen))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
