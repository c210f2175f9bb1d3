"""One thing somebody did in Slack: who, where, what they sent, and the ways to answer them."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.rules.answer_links import Signer
from bot.rules.audit import Actor, origin_of
from bot.rules.language import _
from bot.rules.people import PersonKey, Profile
from bot.rules.refusals import Refusal
from bot.services import people
from bot.slack.directory import Directory
from bot.slack.gateways import Access, Gateways, Tokens
from bot.views import notices
from bot.views.kit import Message, View
from handlers import forms
from handlers.forms import Word
from storage.database import Database, SessionContext

log = logging.getLogger(__name__)

SLACK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})


@dataclass(frozen=True)
class Tools:
    """What handlers work with, for one workspace."""

    database: Database
    directory: Directory
    clock: Callable[[], datetime]
    # Answers to people in hand: a short time-out, since a trigger lives three seconds.
    client: WebClient
    # Host and port that response_urls may have besides Slack's own.
    api_host: str = ""
    # Makes links to the bot's own pages, where it has an address on the web.
    signer: Signer | None = None


@dataclass(frozen=True)
class House:
    """What all requests share; made once by the composition root."""

    database: Database
    tokens: Tokens
    gateways: Gateways
    clock: Callable[[], datetime]
    # Host and port that response_urls may have besides Slack's own.
    api_host: str = ""
    # Makes links to the bot's own pages, where it has an address on the web.
    signer: Signer | None = None

    def tools(self, access: Access) -> "Tools":
        """Return what a request to one workspace is handled with."""
        ways = self.gateways.with_access(access)
        return Tools(
            self.database, ways.directory, self.clock, ways.client, self.api_host, self.signer
        )


@dataclass
class Interaction:
    """A command, click, form, shortcut or event, read once into plain values."""

    tools: Tools
    kind: str
    workspace_id: str
    person: PersonKey
    body: dict[str, Any]
    ack: Callable[..., Any]
    now: datetime
    name: str = ""
    channel_id: str | None = None
    trigger_id: str = ""
    # What follows the command's first word, or what was typed into a search.
    text: str = ""
    # The pressed button's value, or the chosen option's.
    value: str = ""
    # Everything in the form, by block id: text, an option's value, a user id, a date, or nothing.
    values: dict[str, str | None] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    acked: bool = False

    @property
    def value_number(self) -> int:
        """The record's id, or the page, that the pressed button carries."""
        return forms.number(self.value)

    def number_of(self, name: str, otherwise: int | None = None) -> int:
        """Return the record's id, or the page, that the form remembers under a name."""
        return forms.number(self.metadata.get(name, otherwise))

    def numbers_of(self, name: str) -> list[int]:
        """Return the records' ids that the form remembers under a name."""
        remembered = self.metadata.get(name)
        return [forms.number(one) for one in (remembered if isinstance(remembered, list) else ())]

    def remembers(self, name: str) -> bool:
        """Say whether the form remembers that something is so."""
        return self.metadata.get(name) is True

    def day(self, field: str) -> date | None:
        """Return the day that was chosen in a field."""
        return forms.day(self.values.get(field))

    def chosen(self, kind: type[Word], field: str) -> Word:
        """Return the word that was chosen in a field; one has to be."""
        word = forms.word(kind, self.values.get(field))
        if word is None:
            raise Refusal(_("Please choose one of these."), field=field)
        return word

    def unit_of_work(self) -> SessionContext:
        """Open the transaction in which this person's doing is saved."""
        by = Actor(origin_of(self.kind), self.person, at=self.now)
        return self.tools.database.unit_of_work(self.workspace_id, by)

    def reading(self) -> SessionContext:
        """Open a look that never waits for a writer."""
        return self.tools.database.reading(self.workspace_id)

    def find(self, user_id: str) -> Profile | None:
        """Ask Slack who somebody is, and return it under the key by which they are known here."""
        profile = self.tools.directory.find(user_id)
        if profile is None:
            return None
        with self.reading() as session:
            return people.as_known(session, profile)

    @property
    def view(self) -> dict[str, Any]:
        """The modal or Home that this happened in, or nothing."""
        return forms.whole(self.body.get("view"))

    @property
    def in_modal(self) -> bool:
        return self.view.get("type") == "modal"

    @property
    def on_home(self) -> bool:
        return self.view.get("type") == "home"

    def open(self, view: View) -> str:
        """Open a modal, on top of the one that is open if there is one; return its id."""
        call = self.tools.client.views_push if self.in_modal else self.tools.client.views_open
        view = self._remembering(view)
        if self.kind == "view":
            self.respond(response_action="push", view=view)
            return ""
        return str(call(trigger_id=self.trigger_id, view=view)["view"]["id"])

    def replace(self, view: View, view_id: str = "") -> None:
        """Show another view in the place of the one in hand, or of `view_id`; else open it."""
        view_id = view_id or forms.text(self.view.get("id"))
        if not view_id:
            self.open(view)
        elif self.kind == "view" and view_id == self.view.get("id"):
            self.respond(response_action="update", view=self._remembering(view))
        else:
            self.tools.client.views_update(view_id=view_id, view=self._remembering(view))

    def _remembering(self, view: View) -> View:
        """Let a form remember where it is, and that it may hold words that nobody has seen yet.

        Of an organisation's installation Slack does not always say in which workspace a form is.
        """
        remembered = json.loads(view.get("private_metadata") or "{}")
        remembered["workspace"] = self.workspace_id
        from_message = self.kind == "shortcut" and "message" in self.body
        from_command = self.kind == "command" and self.text
        if from_message or from_command or self.remembers("unsaved"):
            remembered["unsaved"] = True
        return {**view, "private_metadata": metadata(**remembered)}

    def publish_home(self, view: View) -> None:
        """Show a person their Home."""
        home = self._remembering(view)
        self.tools.client.views_publish(user_id=self.person.user_id, view=home)

    def reject(self, problems: dict[str, str]) -> None:
        """Keep the form open and say at each field what to mend; what was typed stays."""
        blocks = forms.objects(self.view.get("blocks"))
        fields = [forms.text(b.get("block_id")) for b in blocks if b.get("type") == "input"]
        if not fields:
            self.replace(notices.notice(" ".join(problems.values())))
            return
        # Slack breaks the modal when an error names a field that is not in it.
        shown: dict[str, str] = {}
        for name, sentence in problems.items():
            at = name if name in fields else fields[0]
            shown[at] = f"{shown[at]} {sentence}" if at in shown else sentence
        self.respond(response_action="errors", errors=shown)

    def options(self, options: list[dict[str, Any]]) -> None:
        """Answer a search."""
        self.respond(options=options)

    def close_all(self) -> None:
        """Close every modal of the stack."""
        self.respond(response_action="clear")

    def respond(self, **answer: Any) -> None:
        """Acknowledge with an answer, once."""
        self.acked = True
        self.ack(**answer)

    def tell(self, message: Message) -> None:
        """Say something to this person alone, where they are."""
        if self.kind == "command":
            self.respond(response_type="ephemeral", **message.payload())
        elif self.kind == "view":
            self.replace(notices.notice_of(message))
        elif self.body.get("response_url") and not self.view:
            self._send_back(response_type="ephemeral", replace_original=False, **message.payload())
        elif self.trigger_id:
            self.open(notices.notice_of(message))

    def tell_richly(self, rich: Message, plain: Message) -> None:
        """Say something to this person alone; plainly, where Slack does not take rich blocks."""
        if self.kind == "command":
            self.respond()
        for message in (rich, plain):
            if self._send_back(
                response_type="ephemeral", replace_original=False, **message.payload()
            ):
                return

    def change_message(self, message: Message) -> None:
        """Put another message in the place of the one whose button was pressed."""
        self._send_back(replace_original=True, **message.payload())

    def _send_back(self, **answer: Any) -> bool:
        url = str(self.body.get("response_url", ""))
        parts = urlsplit(url)
        slack = parts.scheme == "https" and parts.hostname in SLACK_HOSTS
        if not slack and (not self.tools.api_host or parts.netloc != self.tools.api_host):
            log.warning("response_url_refused", extra={"host": parts.hostname})
            return False
        reply = WebhookClient(url, timeout=3, ssl=self.tools.client.ssl).send(**answer)
        # Slack also refuses with status 200 and `{"ok": false, "error": …}`.
        taken = reply.status_code == 200 and '"error"' not in reply.body
        if not taken:
            log.warning("reply_not_taken", extra={"status": reply.status_code})
        return taken


def metadata(**values: Any) -> str:
    """Write what a form must remember; ids only, checked again when they come back."""
    return json.dumps(values, separators=(",", ":"))


__all__ = ["Interaction", "SlackApiError", "Tools", "metadata"]
