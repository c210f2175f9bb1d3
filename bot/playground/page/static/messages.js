// Messages one by one: who says what and when, with everything that can be pressed in it.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { blocksOf } from "./blocks.js";
import { clockTime, dayHeading, dayOf, inZone } from "./dates.js";
import { menuButton } from "./menus.js";
import { mrkdwn, textOf } from "./mrkdwn.js";

const FULL = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit" };

// Rows for `keyed`: a heading for each day, then its messages.
export function rowsOf(messages, app, { inThread = false } = {}) {
  const { zone } = app.screen.me;
  const today = dayOf(app.screen.now, zone);
  const rows = [];
  let day = "";
  for (const message of messages) {
    const seconds = Number(message.ts);
    const now = dayOf(seconds, zone);
    if (now !== day && !inThread) {
      day = now;
      rows.push({ key: `day-${day}`, signature: today, make: () =>
        h("li", { class: "day" }, h("h2", {}, dayHeading(seconds, zone, app.screen.now))) });
    }
    rows.push({ key: message.ts, signature: JSON.stringify([message, today, app.me, inThread]), make: () =>
      drawMessage(message, app, inThread) });
  }
  return rows;
}

function drawMessage(message, app, inThread) {
  const { screen } = app;
  const author = screen.people[message.user];
  const name = author?.name || "Slackbot";
  const seconds = Number(message.ts);
  return h("li", { class: message.mine ? "message only-you" : "message" },
    h("article", { "aria-label": `${name}, ${inZone(seconds, screen.me.zone, FULL)}` },
      avatar(name, author?.bot),
      h("div", { class: "said" },
        message.mine && h("p", { class: "only" }, icon("eye"), " Only visible to you"),
        h("p", { class: "by" },
          h("strong", {}, name),
          author?.bot && h("span", { class: "badge" }, "APP"),
          author && author.workspace !== screen.me.workspace && !author.bot && h("span", { class: "badge" }, author.workspace),
          h("time", { datetime: new Date(seconds * 1000).toISOString(), title: inZone(seconds, screen.me.zone, FULL) },
            clockTime(seconds, screen.me.zone))),
        contentOf(message, app),
        message.edited && h("small", { class: "edited" }, "(edited)"),
        !inThread && message.replies.length > 0 && replies(message, app))),
    tools(message, app, inThread));
}

function avatar(name, isBot) {
  const words = name.split(/\s+/).map((part) => part[0]).join("").slice(0, 2).toUpperCase();
  const tint = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6;
  return h("span", { class: `avatar ${isBot ? "bot" : `tint-${tint}`}`, "aria-hidden": "true" }, isBot ? name[0] : words);
}

function contentOf(message, app) {
  const surface = {
    get screen() { return app.screen; },
    place: { channel: message.channel, ts: message.ts },
    state: message.state, errors: {}, act: app.act, redraw: app.refresh,
  };
  return [
    message.blocks.length ? blocksOf(message.blocks, surface)
      : h("div", { class: "text" }, mrkdwn(message.text, app.screen, { linkify: true })),
    message.attachments.map((one) => h("div", { class: "attachment" },
      one.blocks ? blocksOf(one.blocks, surface) : textOf({ type: "mrkdwn", text: one.text || one.fallback || "" }, app.screen))),
  ];
}

function replies(message, app) {
  const count = message.replies.length;
  return h("button", { type: "button", class: "replies", data: { key: `replies-${message.ts}` },
    onclick: () => app.go({ thread: message.ts }) },
    count === 1 ? "1 reply" : `${count} replies`,
    h("span", {}, ` · last ${clockTime(Number(message.replies.at(-1).ts), app.screen.me.zone)}`));
}

function tools(message, app, inThread) {
  const shortcuts = message.mine ? [] : app.screen.app.shortcuts.filter((one) => one.onMessage);
  const about = { channel: message.channel, ts: message.ts };
  const answerable = !message.mine && !inThread && !(app.screen.place?.direct && app.screen.app.readOnly);
  return h("div", { class: "tools" },
    answerable && h("button", { type: "button", class: "plain-button", title: "Reply in thread", "aria-label": "Reply in thread",
      data: { key: `thread-${message.ts}` }, onclick: () => app.go({ thread: message.ts }) }, icon("reply")),
    shortcuts.length > 0 && menuButton({ label: "Message shortcuts", content: icon("more"), kind: "plain-button",
      items: shortcuts.map((one) => ({ text: one.name, note: one.about, pick: () => app.act("shortcut", { ...about, shortcut: one.id }) })) }),
    message.mine && h("button", { type: "button", class: "plain-button", title: "Dismiss", "aria-label": "Dismiss message",
      onclick: () => app.act("dismiss", about) }, icon("close")));
}
