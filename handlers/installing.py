"""Installing the bot by a browser, and what Slack tells when it is taken out again."""

import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.http import parse_cookie

import storage.installations
from bot.logs import what_failed
from bot.rules.people import is_workspace_id
from bot.services import installations
from bot.slack.errors import NO_ANSWER
from bot.views import install_pages
from handlers import authorizing, forms
from handlers.interaction import Interaction
from handlers.router import Router
from storage.database import Database
from storage.encryption import Keys, Unreadable
from storage.installations import Granted

log = logging.getLogger(__name__)
router = Router()

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

Page = tuple[int, Mapping[str, Sequence[str]], str]

_COOKIE = "touchstone-install"
_LASTS = timedelta(minutes=10)
_FIELDS_AT_MOST = 20
_CODE = re.compile(r"[a-z0-9_]{1,80}")
_BUSY = (DBAPIError, PoolTimeout)
_HEADERS = {
    "content-type": ["text/html; charset=utf-8"],
    "cache-control": ["no-store"],
    "referrer-policy": ["no-referrer"],
    "x-content-type-options": ["nosniff"],
    "content-security-policy": [
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    ],
}


class _Rotating(Exception):
    """Slack gave a token that lapses."""


class _NoToken(Exception):
    """What Slack gave is no bot's token, or it does not say whose."""


@dataclass(frozen=True)
class Installing:
    """The pages by which workspaces install the bot; `client` carries no token."""

    database: Database
    keys: Keys
    client: WebClient
    clock: Callable[[], datetime]
    client_id: str
    client_secret: str = field(repr=False)
    # Where the bot's pages are, and where Slack asks people whether they allow it.
    public_url: str
    authorize_url: str
    scopes: frozenset[str]

    def answer(self, method: str, path: str, query: str, cookies: str) -> Page | None:
        """Return the page at a path; nothing when there is none."""
        page = {INSTALL_PATH: self._start, REDIRECT_PATH: self._end}.get(path)
        if page is None:
            return None
        if method != "GET":
            return _page(405, install_pages.only_to_look_at(), allow="GET")
        try:
            given = dict(parse_qsl(query, max_num_fields=_FIELDS_AT_MOST))
            return page(given, parse_cookie(cookies).get(_COOKIE, ""))
        except ValueError:
            return _page(400, install_pages.not_this_browser(self._again))
        except _BUSY as error:
            log.error("install_failed", extra=what_failed(error))
            return _page(503, install_pages.no_answer(self._again))

    @property
    def _again(self) -> str:
        return self.public_url + INSTALL_PATH

    @property
    def _redirect_uri(self) -> str:
        return self.public_url + REDIRECT_PATH

    def _start(self, given: Mapping[str, str], _cookie: str) -> Page:
        """Send a browser to Slack, with a word that it has to bring back."""
        # It says itself until when it counts: nobody fills the database by visiting.
        state = self.keys.stamp(secrets.token_urlsafe(32), self.clock())
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(sorted(self.scopes)),
            "redirect_uri": self._redirect_uri,
            "state": state,
        }
        if is_workspace_id(given.get("team", "")):
            asked["team"] = given["team"]
        there = f"{self.authorize_url}?{urlencode(asked)}"
        return _page(302, "", location=there, **{"set-cookie": self._cookie(state, _LASTS)})

    def _end(self, given: Mapping[str, str], cookie: str) -> Page:
        """Take a browser back from Slack, and what Slack gave it for us."""
        state = given.get("state", "")
        if not state or not secrets.compare_digest(state.encode(), cookie.encode()):
            return _page(400, install_pages.not_this_browser(self._again))
        word = self._word_in(state)
        if word is None or (given.get("code") and not self._is_first(word)):
            return _page(400, install_pages.not_this_browser(self._again))
        status, page = self._exchange(given)
        return _page(status, page, **{"set-cookie": self._cookie("", timedelta())})

    def _word_in(self, state: str) -> str | None:
        """Return the word with which we sent a browser off lately, if this is one."""
        try:
            return self.keys.read_stamped(state, lasts=_LASTS, now=self.clock())
        except Unreadable:
            return None

    def _is_first(self, word: str) -> bool:
        with self.database.across_workspaces() as session:
            return storage.installations.spend(session, word, now=self.clock(), lasts=_LASTS)

    def _exchange(self, given: Mapping[str, str]) -> tuple[int, str]:
        if not given.get("code"):
            log.info("install_declined")
            return 403, install_pages.declined(self._again)
        try:
            answer = self.client.oauth_v2_access(
                client_id=self.client_id,
                client_secret=self.client_secret,
                code=given["code"],
                redirect_uri=self._redirect_uri,
            )
            told = dict(answer.data)  # type: ignore[arg-type]
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            code = code if _CODE.fullmatch(code) else "unknown"
            log.warning("install_refused", extra={"code": code})
            return 400, install_pages.refused_by_slack(code, self._again)
        except NO_ANSWER as error:
            log.warning("install_failed", extra=what_failed(error))
            return 502, install_pages.no_answer(self._again)
        return self._keep(told)

    def _keep(self, told: dict[str, Any]) -> tuple[int, str]:
        try:
            granted = _read(told, self.keys)
        except _Rotating:
            log.error("token_rotation_is_on")
            return 400, install_pages.rotating()
        except _NoToken as error:
            log.warning("install_failed", extra=what_failed(error))
            return 502, install_pages.no_answer(self._again)
        with self.database.unit_of_work(granted.id) as session:
            welcomed = installations.install(session, granted, now=self.clock())
        missing = sorted(self.scopes - granted.scopes)
        log.info("installed", extra={"installation": granted.id, "scopes_missing": len(missing)})
        page = install_pages.installed(granted.name, missing, _in_slack(told), welcomed=welcomed)
        return 200, page

    def _cookie(self, value: str, lasts: timedelta) -> str:
        secure = "; Secure" if self.public_url.startswith("https:") else ""
        seconds = int(lasts.total_seconds())
        return f"{_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


@router.event("app_uninstalled")
def uninstalled(interaction: Interaction) -> None:
    _end_of(interaction, installations.UNINSTALLED)


@router.event("tokens_revoked")
def revoked(interaction: Interaction) -> None:
    tokens = interaction.body["event"].get("tokens")
    # Those of people, which may be in there too, we never asked for.
    if isinstance(tokens, dict) and tokens.get("bot"):
        _end_of(interaction, installations.REVOKED)


@router.event("team_access_granted")
def granted(interaction: Interaction) -> None:
    enterprise_id = authorizing.origin_of(interaction.body).enterprise_id or ""
    for team_id in _teams(interaction):
        with interaction.tools.database.unit_of_work(team_id) as session:
            installations.join(session, enterprise_id, now=interaction.now)


@router.event("team_access_revoked")
def taken_out(interaction: Interaction) -> None:
    for team_id in _teams(interaction):
        with interaction.tools.database.unit_of_work(team_id) as session:
            installations.leave(session, now=interaction.now)


def _teams(interaction: Interaction) -> list[str]:
    told = interaction.body["event"].get("team_ids")
    return [forms.slack_id(one) for one in told] if isinstance(told, list) else []


def _end_of(interaction: Interaction, because: str) -> None:
    origin = authorizing.origin_of(interaction.body)
    ids = [one for one in (origin.team_id, origin.enterprise_id) if one]
    seconds = forms.number(interaction.body.get("event_time"))
    with interaction.tools.database.reading_across_workspaces() as session:
        here = storage.installations.ended_by(session, ids, org_wide=origin.org_wide)
    with interaction.tools.database.unit_of_work(here or interaction.workspace_id) as session:
        ended = installations.end(
            session,
            because=because,
            told_at=datetime.fromtimestamp(seconds, UTC),
            now=interaction.now,
        )
    log.warning("uninstalled", extra={"because": because, "workspaces": len(ended)})


def _read(told: dict[str, Any], keys: Keys) -> Granted:
    """Read what Slack gave for a code; or say what it is instead of a bot's token."""
    if told.get("refresh_token") or told.get("expires_in"):
        raise _Rotating
    team, enterprise, user = (
        forms.whole(told.get(one)) for one in ("team", "enterprise", "authed_user")
    )
    where = enterprise if told.get("is_enterprise_install") else team
    scopes = frozenset(filter(None, forms.text(told.get("scope")).split(",")))
    token, bot = forms.text(told.get("access_token")), forms.text(told.get("bot_user_id"))
    ids = forms.text(where.get("id")), forms.text(user.get("id"))
    if told.get("token_type") != "bot" or not all((token, bot, *ids)):
        raise _NoToken
    return Granted(
        id=ids[0],
        enterprise_id=forms.text(enterprise.get("id")) or None,
        name=forms.text(where.get("name")),
        bot_user_id=bot,
        token=keys.encrypt(token),
        scopes=scopes,
        installed_by=ids[1],
    )


def _in_slack(told: dict[str, Any]) -> str:
    where = {"app": told.get("app_id", ""), "team": forms.whole(told.get("team")).get("id", "")}
    return f"https://slack.com/app_redirect?{urlencode(where)}"


def _page(status: int, body: str, **headers: str) -> Page:
    return status, _HEADERS | {name: [value] for name, value in headers.items()}, body
