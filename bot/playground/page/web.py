"""The page's small server: what is on the screen, what is done there, and when to look again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Protocol

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import HTTPException

from bot.playground.looking import NotPossible
from bot.playground.page.doing import Doing
from bot.playground.page.guarding import guard
from bot.playground.page.marks import Marks
from bot.playground.page.showing import PAGE, Showing
from bot.playground.page.wire import Wire
from bot.playground.people import Person
from bot.playground.playground import Playground
from bot.playground.world import Json

MOST_MESSAGES = 2_000
QUIET_SECONDS = 15.0
"""So often the stream of news says that it is still there."""


class Time(Protocol):
    """What can be done with the clock; each waits until the bot has done what fell due."""

    def pass_by(self, time: timedelta) -> None: ...

    def pass_to_next(self) -> datetime | None:
        """Go to the next thing that happens by itself, and return when that is, if anything is."""


class Page:
    """The answers to the page's questions."""

    def __init__(self, slack: Playground, time: Time | None) -> None:
        self.marks = Marks(slack)
        self.stopping = threading.Event()
        self._slack = slack
        self._time = time
        self._moving = threading.Lock()
        self._showing = Showing(slack, self.marks)
        self._wire = Wire(slack)
        doing = Doing(slack)
        self._deeds: dict[str, Callable[[Person, Json], Json | None]] = {
            "write": doing.write,
            "press": doing.press,
            "choose": doing.choose,
            "enter": doing.enter,
            "search": doing.search,
            "submit": doing.submit,
            "close": doing.close,
            "home": doing.home,
            "shortcut": doing.shortcut,
            "invite-bot": doing.invite_bot,
            "dismiss": doing.dismiss,
            "read": self._read,
        }

    def begin(self) -> Json:
        """What does not change while the page is open."""
        return {
            "people": [p.id for p in self._slack.people],
            "movable": self._time is not None,
            "app": self._slack.app.display_name,
        }

    def screen(self, person_id: str) -> Json:
        shown = request.args.get("shown", PAGE, int)
        person = self._person(person_id)
        return self._showing.to(
            person, request.args.get("place", "home"), min(max(shown, 1), MOST_MESSAGES)
        )

    def do(self, person_id: str, deed: str) -> Json:
        found = self._deeds.get(deed)
        if found is None:
            raise NotPossible("there is nothing of that name to do")
        try:
            return found(self._person(person_id), _asked()) or {}
        finally:
            if deed != "read":
                self._slack.world.notify()

    def clock(self) -> Json:
        """Let time pass; one at a time."""
        if self._time is None or not self._moving.acquire(blocking=False):
            raise NotPossible("the clock cannot be moved now")
        try:
            asked = _asked()
            if asked.get("to") == "next":
                there = self._time.pass_to_next()
                return {"there": there.timestamp() if there else None}
            hours = asked.get("hours")
            if hours not in (1, 24):
                raise NotPossible("time passes by an hour or a day")
            self._time.pass_by(timedelta(hours=hours))
            return {"there": self._slack.world.now().timestamp()}
        finally:
            self._moving.release()
            self._slack.world.notify()

    def wire(self) -> Json:
        return self._wire.since(request.args.get("after", 0, int))

    def exchange(self, number: int) -> Json:
        return self._wire.whole(number)

    def news(self) -> Response:
        """A stream that says the number of the last change, whenever there is one."""
        return Response(self._changes(), mimetype="text/event-stream")

    def picture(self, file_id: str) -> Response:
        """A file that the bot uploaded, if it is a picture."""
        file = self._slack.world.files.get(file_id)
        if file is None or file.content is None or not file.content.startswith(PNG):
            return Response(status=404)
        return Response(file.content, mimetype="image/png")

    def _changes(self) -> Iterator[str]:
        seen = -1
        while not self.stopping.is_set():
            now = self._next_version(seen)
            yield f"data: {now}\n\n" if now != seen else ": nothing new\n\n"
            seen = now

    def _next_version(self, seen: int) -> int:
        world = self._slack.world
        with world.changed:
            world.changed.wait_for(
                lambda: world.version != seen or self.stopping.is_set(), QUIET_SECONDS
            )
            return world.version

    def _read(self, person: Person, asked: Json) -> None:
        channel = self._slack.world.channel(str(asked.get("channel")))
        if channel is not None and self.marks.read(person.id, channel):
            self._slack.world.notify()

    def _person(self, person_id: str) -> Person:
        for person in self._slack.people:
            if person.id == person_id:
                return person
        raise NotPossible("there is nobody of that name here")


PNG = b"\x89PNG\r\n"


def web_application(slack: Playground, time: Time | None = None) -> tuple[Flask, Page]:
    """The page over this playground as a WSGI application, and the page itself."""
    page = Page(slack, time)
    app = Flask(__name__, static_folder="static")
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    guard(app)
    app.register_error_handler(AssertionError, _not_possible)
    app.register_error_handler(HTTPException, _plainly)
    app.add_url_rule(
        "/", "index", lambda: send_from_directory(str(app.static_folder), "index.html")
    )
    for rule, answer in (
        ("/api/begin", page.begin),
        ("/api/people/<person_id>", page.screen),
        ("/api/wire", page.wire),
        ("/api/wire/<int:number>", page.exchange),
        ("/api/news", page.news),
        ("/pictures/<file_id>", page.picture),
    ):
        app.add_url_rule(rule, rule, answer)
    app.add_url_rule("/api/people/<person_id>/<deed>", "do", page.do, methods=["POST"])
    app.add_url_rule("/api/clock", "clock", page.clock, methods=["POST"])
    return app, page


def _asked() -> Json:
    value: Any = request.get_json()
    if not isinstance(value, dict):
        raise NotPossible("an object is needed")
    return value


def _not_possible(error: AssertionError) -> tuple[Json, int]:
    """Say what Slack does not let people do, as a sentence."""
    words = str(error).partition("\n")[0]
    return {"problem": words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")}, 409


def _plainly(error: HTTPException) -> tuple[Json, int]:
    return {"problem": error.name}, error.code or 500
