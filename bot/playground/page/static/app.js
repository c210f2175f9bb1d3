// The page: who acts, what they look at, and drawing it again whenever something has changed.

import { Problem, get, listen, post } from "./api.js";
import { keepingFocus } from "./dom.js";
import { drawMain } from "./channel.js";
import { drawModals } from "./modals.js";
import { drawPane, wireChanged } from "./pane.js";
import { announce, drawProblem } from "./saying.js";
import { drawSide } from "./side.js";
import { drawTop } from "./top.js";

const FIRST = 40;

// Everything that the parts of the page share.
export const app = {
  begin: null,
  screen: null,
  me: "",
  place: "",
  thread: null,
  wire: false,
  shown: FIRST,
  fetchedAt: 0,
  act,
  go,
  refresh,
  draw,
  showMore() {
    app.shown += FIRST;
    return refresh();
  },
};

let fetching = false;
let stale = false;

async function act(deed, body = {}, { quiet = false } = {}) {
  try {
    const answer = await post(`/api/people/${app.me}/${deed}`, body);
    refresh();
    return answer;
  } catch (problem) {
    if (!quiet) drawProblem(problem);
    return undefined;
  }
}

// Where the page is, kept in the address, so that a reload or another tab finds the same place.
function go({ me = app.me, place = app.place, thread = null }) {
  const address = `#/${[me, place, thread].filter(Boolean).join("/")}`;
  if (location.hash === address) arrive();
  else location.hash = address;
}

function arrive() {
  const [me, place, thread] = location.hash.replace(/^#\/?/, "").split("/");
  const known = app.begin.people.includes(me);
  const moved = app.me !== me || app.place !== place;
  app.me = known ? me : app.begin.people[0];
  app.place = (known && place) || "";
  app.thread = thread || null;
  if (moved) app.shown = FIRST;
  document.body.classList.remove("side-open");
  if (moved && app.place === "home") act("home", {}, { quiet: true });
  refresh();
}

async function refresh() {
  stale = true;
  if (fetching) return;
  fetching = true;
  try {
    while (stale) {
      stale = false;
      const { me, place, shown } = app;
      const screen = await get(`/api/people/${me}?place=${encodeURIComponent(place || "home")}&shown=${shown}`);
      if (me !== app.me || place !== app.place) continue;
      if (!settled(screen)) continue;
      show(screen);
    }
  } catch (problem) {
    if (problem instanceof Problem) drawProblem(problem);
    else lost(true);
  } finally {
    fetching = false;
  }
}

// A person who is nowhere yet, or no longer where they were, goes to their first channel.
function settled(screen) {
  if (app.place === "home" || screen.place) return true;
  const first = screen.channels[0]?.id || screen.app.dm?.id || "home";
  history.replaceState(null, "", `#/${app.me}/${first}`);
  app.place = first;
  app.thread = null;
  if (first === "home") act("home", {}, { quiet: true });
  stale = true;
  return false;
}

function show(screen) {
  const before = app.screen;
  app.screen = screen;
  app.fetchedAt = Date.now();
  draw();
  announce(before, screen, app);
  if (screen.place?.unread && !document.hidden) act("read", { channel: screen.place.id }, { quiet: true });
}

function draw() {
  if (!app.screen) return;
  keepingFocus(() => {
    drawTop(app);
    drawSide(app);
    drawMain(app);
    drawPane(app);
  });
  drawModals(app.screen, act);
}

function lost(now) {
  document.body.classList.toggle("lost", now);
  if (now) drawProblem(new Problem("The playground does not answer. Is it still running?"), { once: true });
}

async function start() {
  app.begin = await get("/api/begin");
  document.title = `${app.begin.app} playground`;
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  addEventListener("hashchange", arrive);
  arrive();
  listen(() => {
    refresh();
    wireChanged(app);
  }, lost);
}

start().catch(drawProblem);
