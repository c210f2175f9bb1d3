"""Installing an app by a browser: what Slack asks a person, and what it gives for a code."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.playground.calls import Call, Method, Refused, method
from bot.playground.slack import Slack
from bot.playground.world import Installation, Json, User, Workspace

CODE_LIFE = timedelta(minutes=10)

Install = Callable[[Workspace, User, Collection[str], bool], Installation]
"""Puts the app into a workspace, or into all of its organisation: by whom, with which scopes."""


class NotAsked(Exception):
    """Slack shows its own page of trouble instead of asking the person."""


@dataclass
class Code:
    """What somebody allowed; the app exchanges it for a token, once."""

    user_id: str
    redirect_uri: str
    scopes: frozenset[str]
    org_wide: bool
    made_at: datetime
    is_used: bool = False


class OAuthBook:
    """The app's credentials, and the codes that were given out."""

    def __init__(self, slack: Slack, install: Install) -> None:
        self._slack = slack
        self.install = install
        self.client_id = "1234567890.0987654321"
        self.client_secret = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"  # noqa: S105 - made up, for loopback
        self.redirect_urls: list[str] = list(slack.app.redirect_urls)
        self.rotates_tokens = False
        self.codes: dict[str, Code] = {}

    def allow(
        self, user: User, address: str, *, without: Collection[str] = (), org_wide: bool = False
    ) -> str:
        """Say yes on Slack's page at `address`, and return where the browser is sent on to."""
        asked = self.asked(address)
        scopes = frozenset(asked["scope"].split(",")) - frozenset(without)
        code = f"{len(self.codes) + 1}.{user.id.lower()}.code"
        self.codes[code] = Code(
            user.id, asked["redirect_uri"], scopes, org_wide, self._slack.world.now()
        )
        return _back(asked, code=code)

    def decline(self, address: str) -> str:
        """Say no on Slack's page, and return where the browser is sent on to."""
        return _back(self.asked(address), error="access_denied")

    def asked(self, address: str) -> dict[str, str]:
        """Read what an app asks for by the address of this page; raises NotAsked."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        if parts.path != "/oauth/v2/authorize":
            raise NotAsked("this is not the page where Slack asks")
        if asked.get("client_id") != self.client_id:
            raise NotAsked("invalid_client_id")
        redirect_uri = asked.get("redirect_uri", "")
        if not any(_covers(one, redirect_uri) for one in self.redirect_urls):
            raise NotAsked("bad_redirect_uri")
        if not asked.get("state"):
            raise NotAsked("there is no state, which Slack's guidelines demand")
        scopes = set(filter(None, asked.get("scope", "").split(",")))
        if not scopes or (self._slack.app.from_manifest and not scopes <= self._slack.app.scopes):
            raise NotAsked("invalid_scope")
        return asked

    def exchange(self, client_id: str, client_secret: str, code: str, redirect_uri: str) -> Code:
        """Take a code back; raises Refused with Slack's word."""
        if client_id != self.client_id:
            raise Refused("invalid_client_id")
        if client_secret != self.client_secret:
            raise Refused("bad_client_secret")
        found = self.codes.get(code)
        if found is None or self._slack.world.now() > found.made_at + CODE_LIFE:
            raise Refused("invalid_code")
        if found.is_used:
            raise Refused("code_already_used")
        if found.redirect_uri != redirect_uri:
            raise Refused("bad_redirect_uri")
        found.is_used = True
        return found

    def page(self, address: str, arguments: Mapping[str, str]) -> tuple[int, str, str]:
        """Answer a real browser: status, page and where to go on; `as` says who is at it."""
        try:
            asked = self.asked(address)
        except NotAsked as trouble:
            return 400, f"<h1>Something went wrong</h1><p>{html.escape(str(trouble))}</p>", ""
        user = self._slack.world.users.get(arguments.get("as", ""))
        if user is not None:
            return 302, "", self.allow(user, address)
        if arguments.get("as") == "nobody":
            return 302, "", self.decline(address)
        here = html.escape(address)
        people = [u for u in self._slack.world.users.values() if not u.is_bot and not u.deleted]
        choices = "".join(
            f'<li><a href="{here}&amp;as={u.id}">Allow as {html.escape(u.real_name)}</a></li>'
            for u in people
        )
        wanted = html.escape(asked["scope"].replace(",", ", "))
        return 200, (
            f"<h1>{html.escape(self._slack.app.display_name)} wants to come in</h1>"
            f'<p>It asks for: {wanted}</p><ul>{choices}<li><a href="{here}&amp;as=nobody">'
            "Cancel</a></li></ul>"
        ), ""  # fmt: skip


def access(call: Call) -> Json:
    """What an app gets for a code: a token, and who let it in where."""
    book = call.slack.oauth
    if book is None:
        raise Refused("internal_error")
    given = {name: call.text(name) for name in ("client_id", "client_secret", "code")}
    code = book.exchange(**given, redirect_uri=call.text("redirect_uri"))
    user = call.world.users[code.user_id]
    workspace = call.world.workspaces[user.team_id]
    made = book.install(workspace, user, code.scopes, code.org_wide)
    enterprise = workspace.enterprise_id
    rotating = {"refresh_token": "xoxe-1-playground", "expires_in": 43200}
    return {
        "app_id": call.slack.app.id,
        "authed_user": {"id": user.id},
        "scope": ",".join(sorted(made.scopes)),
        "token_type": "bot",
        "access_token": made.bot_token,
        "bot_user_id": made.bot_user_id,
        "team": None if code.org_wide else {"id": workspace.id, "name": workspace.name},
        "enterprise": {"id": enterprise, "name": workspace.enterprise_name} if enterprise else None,
        "is_enterprise_install": code.org_wide,
        **(rotating if book.rotates_tokens else {}),
    }


def _back(asked: Mapping[str, str], **answer: str) -> str:
    return f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}"


def _covers(registered: str, given: str) -> bool:
    """Slack takes a registered address, and what lies below it; over TLS, or on this computer."""
    safe = given.startswith(("https://", "http://127.0.0.1", "http://localhost"))
    return safe and (given == registered or given.startswith(registered.rstrip("/") + "/"))


METHODS: tuple[Method, ...] = (
    method("oauth.v2.access", access, "client_id client_secret code", "redirect_uri"),
)
