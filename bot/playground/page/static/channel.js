// The middle: a channel or direct message with its composer, or the app's Home.

import { h, keyed } from "./dom.js";
import { blocksOf } from "./blocks.js";
import { composer } from "./composer.js";
import { busyWhile } from "./elements.js";
import { rowsOf } from "./messages.js";

const NEAR = 120;
let drawn = "";
let list = null;

export function drawMain(app) {
  const main = document.getElementById("main");
  if (app.place === "home") drawHome(main, app);
  else drawChannel(main, app);
}

function drawHome(main, app) {
  const { home, me, app: about } = app.screen;
  const signature = JSON.stringify([me, home]);
  if (signature === drawn) return;
  const scrolled = drawn.startsWith(`[{"id":"${me.id}"`) ? main.querySelector(".home")?.scrollTop || 0 : 0;
  drawn = signature;
  const surface = {
    get screen() { return app.screen; },
    place: { view: home?.id }, state: home?.state, errors: home?.errors || {}, above: 1, act: app.act, redraw: app.refresh,
  };
  const sentence = me.outsider
    ? `${about.name} is at home in another workspace. What is for you comes as messages.`
    : "This Home is still being set up.";
  main.replaceChildren(
    h("header", { class: "place" }, h("h1", {}, `${about.name} Home`)),
    h("div", { class: "home" }, home ? blocksOf(home.blocks, surface) : h("p", { class: "empty" }, sentence)));
  main.querySelector(".home").scrollTop = scrolled;
}

function drawChannel(main, app) {
  const { place, me } = app.screen;
  const frame = `channel ${me.id} ${place.id} ${place.hasBot} ${place.archived} ${place.name} ${place.members.length}`;
  const fresh = frame !== drawn;
  if (fresh) {
    drawn = frame;
    list = h("ol", { class: "messages", "aria-label": "Messages" });
    const jump = h("button", { type: "button", class: "button jump", hidden: true, onclick: down }, "New messages ↓");
    main.replaceChildren(head(app), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Messages",
      onscroll: () => { if (atEnd(list.parentNode)) jump.hidden = true; } }, list), jump, composer(app));
  }
  const scroll = list.parentNode;
  const stay = !fresh && !atEnd(scroll);
  const before = list.lastElementChild?.dataset.row;
  keyed(list, [...earlier(app), ...rowsOf(place.messages, app)]);
  if (!stay) down();
  else if (before !== list.lastElementChild?.dataset.row) main.querySelector(".jump").hidden = false;
}

function atEnd(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

function down() {
  list.parentNode.scrollTop = list.parentNode.scrollHeight;
}

function earlier(app) {
  const { earlier: count, messages } = app.screen.place;
  if (!messages.length) {
    return [{ key: "empty", signature: "", make: () => h("li", { class: "empty" }, "Nothing has been said here yet.") }];
  }
  if (!count) return [];
  return [{ key: "earlier", signature: String(count), make: () => h("li", { class: "earlier" },
    h("button", { type: "button", class: "button", onclick: (event) => busyWhile(event.currentTarget, older(app)) },
      `Earlier messages (${count})`)) }];
}

async function older(app) {
  const scroll = list.parentNode;
  const below = scroll.scrollHeight - scroll.scrollTop;
  await app.showMore();
  scroll.scrollTop = scroll.scrollHeight - below;
}

function head(app) {
  const { place, people, app: about } = app.screen;
  const name = place.direct ? about.name : `#${place.name}`;
  const members = place.members.map((id) => people[id]?.name || id);
  const notes = [
    place.direct ? "Direct messages of the app" : members.length === 1 ? "1 person" : `${members.length} people`,
    !place.direct && place.workspaces.length > 1 && `shared by ${place.workspaces.join(" and ")}`,
    place.archived && "archived",
  ];
  return h("header", { class: "place" },
    h("h1", {}, name),
    h("p", { title: members.join(", ") }, notes.filter(Boolean).join(" · ")),
    !place.hasBot && h("button", { type: "button", class: "button", onclick: (event) =>
      busyWhile(event.currentTarget, app.act("invite-bot", { channel: place.id })) }, `Add ${about.name} to this channel`));
}
