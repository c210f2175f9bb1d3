// The list on the left: channels, the app, and what is unread there.

import { h } from "./dom.js";
import { icon } from "./icons.js";

let drawn = "";

export function drawSide(app) {
  const { screen } = app;
  const signature = JSON.stringify([app.place, screen.me, screen.channels, screen.app]);
  if (signature === drawn) return;
  drawn = signature;
  const direct = screen.app.dm;
  const news = [...screen.channels, direct].some((one) => one?.unread && one.id !== app.place);
  document.body.classList.toggle("has-news", news);
  document.getElementById("side").replaceChildren(
    h("h2", { class: "workspace" }, screen.me.workspace),
    h("p", { class: "me" }, screen.me.name, screen.me.guest ? " (guest)" : ""),
    list("Channels", screen.channels.map((channel) => entry(app, channel, sign(channel), channel.name))),
    list("Apps", [
      screen.app.hasHome && entry(app, { id: "home" }, "home", `${screen.app.name} Home`),
      direct && entry(app, direct, "messages", `${screen.app.name} Messages`),
    ].filter(Boolean)));
}

function list(title, entries) {
  return h("section", { "aria-label": title }, h("h3", {}, title), h("ul", {}, entries));
}

function sign(channel) {
  return channel.workspaces.length > 1 ? "shared" : channel.private ? "locked" : "channel";
}

function entry(app, channel, mark, name) {
  const here = app.place === channel.id;
  const unread = !here && channel.unread > 0;
  const count = !here && channel.forMe;
  return h("li", {}, h("a", {
    href: `#/${app.me}/${channel.id}`, class: unread ? "unread" : "", data: { key: `side-${channel.id}` },
    "aria-current": here ? "page" : undefined,
    // Home is told each time that somebody looks at it.
    onclick: () => (here ? app.go({ place: channel.id }) : undefined),
  }, icon(mark), h("span", { class: "words" }, name),
    unread && h("span", { class: "hidden" }, ", unread"),
    count ? h("span", { class: "count" }, String(channel.forMe)) : null));
}
