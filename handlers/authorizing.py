"""Whose installation a request is for: where the bot was let in, not where the person is from."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import storage.elsewhere
import storage.installations
from bot.rules.language import _
from bot.services import installations
from bot.slack.gateways import Access, Origin
from handlers import forms, payloads
from handlers.interaction import House
from handlers.router import COMMAND, EVENT
from storage.database import Database
from storage.encryption import Keys, Unreadable
from storage.installations import Serving

log = logging.getLogger(__name__)

# These are about installations, also one whose token is dead or that names no workspace.
OF_INSTALLATIONS = frozenset(
    {"app_uninstalled", "team_access_granted", "team_access_revoked", "tokens_revoked"}
)

# What happens to a channel itself, for whoever is in it.
OF_CHANNELS = frozenset(
    {
        "channel_archive",
        "channel_id_changed",
        "channel_shared",
        "channel_unarchive",
        "channel_unshared",
        "group_archive",
        "group_unarchive",
    }
)


@dataclass(frozen=True)
class StoredTokens:
    """The tokens in the database; it is asked each time, since another process may change them."""

    database: Database
    keys: Keys

    def of(self, workspace_id: str) -> str | None:
        """Return the token that works in a workspace, or nothing."""
        found = self._serving(workspace_id)
        return None if found is None else self._read(found)

    def access(self, origin: Origin) -> Access | None:
        """Return the installation that a request is for, or nothing."""
        if origin.perhaps:
            return self._within(origin)
        if origin.team_id is None:
            return None
        hint = origin.enterprise_id if origin.org_wide else None
        found = self._serving(origin.team_id, hint)
        token = None if found is None else self._read(found)
        if found is None or token is None:
            return None
        return Access(origin.team_id, token, new_in=None if found.is_known else found.id)

    def _within(self, origin: Origin) -> Access | None:
        for workspace_id in origin.perhaps:
            found = self._serving(workspace_id)
            # What a form remembers may be forged: an organisation lets nobody into another's.
            if found is not None and found.id == origin.enterprise_id:
                token = self._read(found)
                return None if token is None else Access(workspace_id, token)
        return None

    def _serving(self, workspace_id: str, enterprise_id: str | None = None) -> Serving | None:
        # No workspace is known yet: this is how it is found out.
        with self.database.looking_across_workspaces() as look:
            return storage.installations.serving(look, workspace_id, enterprise_id)

    def _read(self, found: Serving) -> str | None:
        try:
            return self.keys.read(found.token)
        except Unreadable:
            log.error("token_unreadable", extra={"installation": found.id})
            return None


def access(house: House, kind: str, body: dict[str, Any]) -> Access | None:
    """Return the installation that a request is for, or nothing when there is none."""
    origin = origin_of(body)
    found = house.tokens.access(origin)
    if found is None and kind == EVENT and _event_of(body) in OF_INSTALLATIONS:
        return Access(origin.team_id or origin.enterprise_id or "", token="")
    if found is not None and found.new_in is not None:
        with house.database.unit_of_work(found.workspace_id) as session:
            installations.meet(session, found.new_in, now=house.clock())
    if found is not None and kind == EVENT and _event_of(body) in OF_CHANNELS:
        return _keeper(house, found, forms.whole(body.get("event")))
    return found


def _keeper(house: House, told: Access, event: dict[str, Any]) -> Access:
    """Return the access of who looks after a channel: Slack tells but one of two that are in it."""
    channel_id = forms.id_in(event, "channel") or forms.text(event.get("old_channel_id"))
    with house.database.reading(told.workspace_id) as session:
        keeper = storage.elsewhere.concerned_by(session, channel_id)
    token = None if keeper is None else house.tokens.of(keeper)
    return told if keeper is None or token is None else Access(keeper, token)


def names_organisation(body: dict[str, Any]) -> bool:
    """Say whether a request names an Enterprise organisation, the person's or the bot's."""
    told = _told_in(body)
    named = (
        told.get("enterprise_id"),
        body.get("enterprise_id"),
        body.get("context_enterprise_id"),
    )
    return bool(forms.id_in(body, "enterprise") or any(map(forms.text, named)))


def turn_away(kind: str, body: dict[str, Any], ack: Callable[..., Any]) -> None:
    """Answer a request from where nobody has installed the bot, or not any more."""
    log.warning("not_installed", extra={"kind": kind, "workspace": origin_of(body).team_id})
    if kind == COMMAND:
        sentence = _("I am no longer installed here. Whoever runs me can let me back in.")
        ack(response_type="ephemeral", text=sentence)
    else:
        ack()


def origin_of(body: dict[str, Any]) -> Origin:
    """Read where a request comes from; of a person from elsewhere, not where that person is."""
    view = forms.whole(body.get("view"))
    opened_in = forms.text(view.get("app_installed_team_id"))
    team_id, at_home = _team_of(body), forms.text(forms.whole(body.get("user")).get("team_id"))
    if _is_organisation(opened_in):
        remembered = forms.text(payloads.metadata_of(view).get("workspace"))
        return _within(opened_in, remembered, forms.id_in(body, "team"), at_home)
    if opened_in and opened_in != forms.id_in(body, "team"):
        # The organisation that is named is the person's own.
        return Origin(opened_in)
    told = _told_in(body)
    # Of a person from elsewhere the organisation that is named may be the person's own.
    named = forms.id_in(body, "enterprise") if at_home in ("", team_id or at_home) else ""
    enterprise_id = named or forms.text(told.get("enterprise_id"))
    outer = forms.text(told.get("team_id"))
    if not enterprise_id and _is_organisation(outer):
        enterprise_id = outer
    # Commands are forms, in which everything is text.
    org_wide = told.get("is_enterprise_install") in (True, "true")
    if not team_id and org_wide and enterprise_id:
        return _within(enterprise_id, at_home)
    return Origin(team_id or _workspace(at_home) or None, enterprise_id or None, org_wide=org_wide)


def _told_in(body: dict[str, Any]) -> dict[str, Any]:
    return next(iter(forms.objects(body.get("authorizations"))), {}) or body


def _team_of(body: dict[str, Any]) -> str:
    """Return the workspace that a request names beside the person's own."""
    named = (
        forms.id_in(body, "team"),
        forms.text(_told_in(body).get("team_id")),
        forms.text(body.get("context_team_id")),
        forms.text(forms.whole(body.get("message")).get("team")),
        forms.text(body.get("team_id")),
    )
    return next(filter(None, map(_workspace, named)), "")


def _within(enterprise_id: str, *workspaces: str) -> Origin:
    perhaps = tuple(dict.fromkeys(filter(None, map(_workspace, workspaces))))
    team_id = perhaps[0] if perhaps else None
    return Origin(team_id, enterprise_id, org_wide=True, perhaps=perhaps)


def _is_organisation(team_id: str) -> bool:
    """Say whether Slack names an organisation where it usually names a workspace."""
    return team_id.startswith("E")


def _workspace(team_id: str) -> str:
    return "" if _is_organisation(team_id) else team_id


def _event_of(body: dict[str, Any]) -> str:
    return forms.text(forms.whole(body.get("event")).get("type"))
