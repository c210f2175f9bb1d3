"""The web side of links for people without Slack: a form to open, and to send."""

import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request

import bot.services.answer_links
import storage.answer_links
from bot.logs import what_failed
from bot.rules import answers, pupil_guard
from bot.rules.answer_links import PATH, Signer, fingerprint
from bot.rules.audit import Actor, Origin
from bot.rules.language import _
from bot.rules.people import PersonKey
from bot.rules.refusals import Refusal
from bot.services.answer_links import Gone, Opened
from bot.services.checkin_forms import Paused
from bot.views import answer_form, answer_page
from bot.views.answer_form import PROMISE, Shown
from bot.views.guard import Question
from handlers.checkins import read_answers
from handlers.guarding import question
from handlers.often import Often
from storage.database import Database, SessionContext

log = logging.getLogger(__name__)

Page = tuple[int, Mapping[str, Sequence[str]], str]

_COOKIE = "touchstone-answer"
_OURS = re.compile(r"[A-Za-z0-9_-]{32}")
_OF_A_GOAL = re.compile(r"(value|confidence|note):[0-9]{1,18}")
_TYPED = re.compile(
    rf"{'|'.join(answers.TEXTS)}|{answers.ACTION_WHAT}|(value|note|helped_note):[0-9]{{1,18}}"
)
_SENT_AS = "application/x-www-form-urlencoded"
# Ten goals, filled to the brim in a script of three bytes a letter, each sent as nine.
_LARGEST_BODY = 600_000
# In ten minutes.
_MOST_BY_ADDRESS = 240
_MOST_BY_LINK = 60
_FIELDS_AT_MOST = 400
_BUSY = (DBAPIError, PoolTimeout)
_HEADERS = {
    "content-type": ["text/html; charset=utf-8"],
    "cache-control": ["no-store"],
    "referrer-policy": ["no-referrer"],
    "x-content-type-options": ["nosniff"],
    "x-robots-tag": ["noindex, nofollow"],
    "content-security-policy": [
        f"default-src 'none'; style-src 'sha256-{answer_page.STYLE_HASH}'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ],
}


@dataclass(frozen=True)
class AnswerPages:
    """The pages behind links; how often each may be asked for is counted in this process alone."""

    database: Database
    signer: Signer
    clock: Callable[[], datetime]
    often: Often = field(default_factory=Often)

    def answer(self, environ: dict[str, Any]) -> Page | None:
        """Return the page at a path; nothing when there is none."""
        request = Request(environ)
        if not request.path.startswith(PATH):
            return None
        try:
            return self._answer(request, request.path.removeprefix(PATH))
        except RequestEntityTooLarge:
            return _page(413, answer_page.too_large())
        except _BUSY as error:
            return _failed(error)

    def _answer(self, request: Request, token: str) -> Page:
        now = self.clock()
        if not self.signer.is_own(token):
            # Made-up links use up nobody's own: a whole school can have one address.
            may = self.often.may(f"address {_address(request)}", _MOST_BY_ADDRESS, now)
            return _page(404, answer_page.gone()) if may else _too_often()
        if not self.often.may(f"link {fingerprint(token)}", _MOST_BY_LINK, now):
            return _too_often(_Typed(self.signer, request, token).words)
        if request.method not in ("GET", "HEAD", "POST"):
            return _page(405, answer_page.not_a_form(), allow="GET, POST")
        with self.database.reading_across_workspaces() as session:
            whose = storage.answer_links.whose(session, fingerprint(token))
        if whose is None:
            return _page(404, answer_page.gone())
        visit = _Visit(self, request, token, *whose, now)
        try:
            return visit.sent() if request.method == "POST" else visit.opened()
        except (Gone, Paused) as reason:
            return _closed(reason)


@dataclass(frozen=True)
class _Typed:
    """What a browser sent from a link's page."""

    signer: Signer
    request: Request
    token: str

    @cached_property
    def sent(self) -> dict[str, str]:
        """The fields of the form, none where none was sent; too much raises for all of it."""
        if self.request.mimetype != _SENT_AS:
            return {}
        self.request.max_content_length = _LARGEST_BODY
        self.request.max_form_memory_size = _LARGEST_BODY
        return dict(self.request.form.items())

    @property
    def words(self) -> list[str]:
        """What was typed, to be shown again where it could not be saved."""
        # Words that somebody else sends by this browser are none that its reader wrote.
        if not self.is_promised:
            return []
        texts = [_text(text) for name, text in self.sent.items() if _TYPED.fullmatch(name)]
        return list(filter(None, texts))

    @property
    def cookie(self) -> str:
        """What this browser was given with the page."""
        cookie = self.request.cookies.get(_COOKIE, "")
        return cookie if _OURS.fullmatch(cookie) else ""

    @property
    def is_promised(self) -> bool:
        """Whether the form came with what the page gave it for this browser."""
        if not self.cookie:
            return False
        expected = self.signer.promise(self.token, self.cookie)
        promise = self.sent.get(PROMISE, "")
        return secrets.compare_digest(promise.encode(), expected.encode())


@dataclass(frozen=True)
class _Visit:
    """One request by whoever has a link."""

    pages: AnswerPages
    request: Request
    token: str
    workspace_id: str
    person: PersonKey
    now: datetime

    @cached_property
    def typed(self) -> _Typed:
        return _Typed(self.pages.signer, self.request, self.token)

    def opened(self) -> Page:
        """Show the form."""
        found = self._found()
        return self._form(200, found, found.form.initial)

    def sent(self) -> Page:
        """Keep what was sent, or show it again: to be mended, or to be copied."""
        if self.request.mimetype != _SENT_AS:
            return _page(415, answer_page.not_a_form())
        sent = self.typed.sent
        if len(sent) > _FIELDS_AT_MOST:
            return _page(400, answer_page.not_a_form())
        try:
            return self._take(sent)
        except (Gone, Paused) as reason:
            return _closed(reason, self.typed.words)
        except _BUSY as error:
            return _failed(error, self.typed.words)

    def _take(self, sent: Mapping[str, str]) -> Page:
        found = self._found()
        # A goal that was retired meanwhile is in the form no more, and whoever wrote is told so.
        names = [*answer_form.field_names(found.form), *filter(_OF_A_GOAL.fullmatch, sent)]
        values = {name: _text(sent.get(name, "")) for name in names}
        if not self.typed.is_promised:
            return self._form(403, found, values, {"": self._why_unknown()})
        hard, asked = self._guarded(found, values)
        ticked = frozenset(one.block_id for one in asked if sent.get(one.block_id))
        if hard or any(one.block_id not in ticked for one in asked):
            log.info("guarded", extra={"kind": "web", "hard": len(hard), "soft": len(asked)})
            return self._form(422, found, values, hard, asked, ticked)
        return self._save(found, values, asked, ticked)

    def _save(
        self,
        found: Opened,
        values: dict[str, str],
        asked: Sequence[Question],
        ticked: frozenset[str],
    ) -> Page:
        try:
            with self._unit_of_work() as session:
                name, copy = bot.services.answer_links.answer(
                    session, fingerprint(self.token), read_answers(values), now=self.now
                )
        except (Gone, Paused):
            raise
        except Refusal as refusal:
            return self._form(422, found, values, refusal.problems, asked, ticked)
        log.info("answered_by_link", extra={"cycle": found.form.cycle_id})
        return _page(200, answer_page.thanks(name, copy))

    def _found(self) -> Opened:
        with self.pages.database.reading(self.workspace_id) as session:
            return bot.services.answer_links.opened(session, fingerprint(self.token), now=self.now)

    def _unit_of_work(self) -> SessionContext:
        by = Actor(Origin.WEB, self.person, at=self.now)
        return self.pages.database.unit_of_work(self.workspace_id, by)

    def _guarded(
        self, found: Opened, values: Mapping[str, str]
    ) -> tuple[dict[str, str], list[Question]]:
        """Return what surely tells of one student, to mend, and what may, to ask about."""
        # By the names of others one could try out who is in the partnership.
        known = [found.name]
        mend, ask = {}, []
        for name, text in values.items():
            hits = pupil_guard.findings(text, known) if name != answers.ACTION_DUE else ()
            if any(hit.is_hard for hit in hits):
                mend[name] = question(name, hits).suggestion
            # What was saved was asked about before.
            elif hits and text != found.form.initial.get(name):
                ask.append(question(name, hits))
        return mend, ask

    def _form(
        self,
        status: int,
        found: Opened,
        values: Mapping[str, str],
        problems: Mapping[str, str] | None = None,
        questions: Sequence[Question] = (),
        ticked: frozenset[str] = frozenset(),
    ) -> Page:
        cookie = self.typed.cookie or secrets.token_urlsafe(24)
        promise = self.pages.signer.promise(self.token, cookie)
        shown = Shown(found.name, found.form, values, promise, problems or {}, questions, ticked)
        return _page(status, answer_form.form(shown), **{"set-cookie": self._kept(cookie)})

    def _why_unknown(self) -> str:
        if self.typed.cookie:
            return _("Your browser no longer had this page. Please press Send again.")
        return _(
            "Your browser did not send the cookie that keeps others from sending in your "
            "place. Please allow cookies for this page, and press Send again."
        )

    def _kept(self, cookie: str) -> str:
        secure = "; Secure" if self.pages.signer.public_url.startswith("https:") else ""
        return f"{_COOKIE}={cookie}; Path={PATH}; HttpOnly; SameSite=Strict{secure}"


def _address(request: Request) -> str:
    """Return who asks; behind a web server on this computer, whom that names last."""
    address = request.remote_addr or ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return named[:64] if named and address in ("", "127.0.0.1", "::1") else address


def _text(sent: str) -> str:
    """Return what was typed as it was typed: browsers send other line ends, robots send NUL."""
    return sent.replace("\r\n", "\n").replace("\0", "").strip()


def _closed(reason: Gone | Paused, written: Sequence[str] = ()) -> Page:
    if isinstance(reason, Paused):
        return _page(503, answer_page.paused(written), **{"retry-after": "3600"})
    return _page(410, answer_page.gone(written))


def _too_often(written: Sequence[str] = ()) -> Page:
    return _page(429, answer_page.too_often(written), **{"retry-after": "600"})


def _failed(error: Exception, written: Sequence[str] = ()) -> Page:
    log.error("answer_failed", extra=what_failed(error))
    return _page(503, answer_page.not_now(written), **{"retry-after": "60"})


def _page(status: int, body: str, **headers: str) -> Page:
    return status, _HEADERS | {name: [value] for name, value in headers.items()}, body
