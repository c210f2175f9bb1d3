"""From Bolt to the route and back: one listener a payload kind, one place for what goes wrong."""

import logging
import re
import secrets
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import storage.people
from bot.logs import what_failed
from bot.rules.language import _
from bot.rules.permissions import NotAMember
from bot.rules.refusals import Refusal
from bot.views import joining, notices
from handlers import authorizing, guarding, payloads
from handlers.interaction import House, Interaction
from handlers.joining import knock
from handlers.router import (
    ACTION,
    CLOSED,
    COMMAND,
    EVENT,
    OPTIONS,
    SHORTCUT,
    VIEW,
    Handler,
    Router,
)

log = logging.getLogger(__name__)

_ANY = re.compile(".*")
_ID = re.compile(r"/[a-z]+|[a-z]+([._][a-z]+)+")
_NO_ANSWER = (OSError, HTTPException)
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})


def listen(app: App, router: Router, house: House) -> None:
    """Register the listeners, few of them: each that does not match costs every request time."""
    for kind, register in (
        (COMMAND, app.command(_ANY)),
        (ACTION, app.action(_ANY)),
        (VIEW, app.view_submission(_ANY)),
        (CLOSED, app.view_closed(_ANY)),
        (SHORTCUT, app.shortcut(_ANY)),
        (OPTIONS, app.options(_ANY)),
        (EVENT, app.event(_ANY)),
    ):
        register(_listener(kind, router, house))


def _listener(kind: str, router: Router, house: House) -> Callable[..., None]:
    def listener(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        access = authorizing.access(house, kind, body)
        if access is None:
            authorizing.turn_away(kind, body, ack)
            return
        interaction = payloads.read(
            kind,
            body,
            workspace_id=access.workspace_id,
            tools=house.tools(access),
            ack=ack,
            now=house.clock(),
        )
        handler = router.find(kind, interaction.name)
        if not interaction.person.user_id and kind != EVENT:
            log.warning("nobody", extra=_about(interaction))
            ack()
            return
        if handler is None:
            # Buttons that only open a link, and messages from before an update, come here.
            log.info("no_route", extra=_about(interaction))
            ack()
            return
        answer(interaction, handler)

    return listener


def answer(interaction: Interaction, handler: Handler) -> None:
    """Run a handler; whatever happens, the person hears of it and Slack gets its answer."""
    try:
        try:
            _recognize(interaction)
            if guarding.lets_through(interaction):
                handler(interaction)
        except Refusal as refusal:
            log.info("refused", extra=_about(interaction))
            _refuse(interaction, refusal)
        except SlackApiError as error:
            _slack_failed(interaction, error)
        except (DBAPIError, PoolTimeout) as error:
            _unexpected(
                interaction, error, _("The record is busy right now, and nothing was saved.")
            )
        except _NO_ANSWER as error:
            _unexpected(interaction, error, _("Slack did not answer us just now."))
        except Exception as error:
            _unexpected(interaction, error, _("Something went wrong here."))
    except Exception as error:
        # Even saying so failed; the log has both, and Slack shows its own sign of trouble.
        log.error("answer_failed", extra={**_about(interaction), **what_failed(error)})
    if not interaction.acked:
        interaction.respond()


def _recognize(interaction: Interaction) -> None:
    """Take somebody for whom they are known here, whichever of their workspaces Slack names."""
    if interaction.person.user_id and authorizing.names_organisation(interaction.body):
        with interaction.reading() as session:
            interaction.person = storage.people.known_as(
                session, interaction.person, in_enterprise=True
            )


def _refuse(interaction: Interaction, refusal: Refusal) -> None:
    if isinstance(refusal, NotAMember) and knock(interaction):
        _show(interaction, {"": joining.leads_are_asked()})
    else:
        _show(interaction, refusal.problems)


def _slack_failed(interaction: Interaction, error: SlackApiError) -> None:
    code = str(error.response.get("error", ""))
    if code not in _TOO_LATE:
        _unexpected(interaction, error, _("Slack did not accept that."))
        return
    log.info("trigger_too_old", extra=_about(interaction))
    interaction.trigger_id = ""
    _show(
        interaction,
        {"": _("That took too long for Slack. Please press it once more.")},
    )


def _unexpected(interaction: Interaction, error: Exception, sentence: str) -> None:
    reference = secrets.token_hex(3)
    about = {"reference": reference, **_about(interaction), **what_failed(error)}
    log.error("unexpected", extra=about)
    again = _("Please try once more; if it happens again, give your IT team the reference {it}.")
    _show(interaction, {"": f"{sentence} {again.format(it=reference)}"})


def _about(interaction: Interaction) -> dict[str, str]:
    # After a command stands what somebody typed, and what is no id of ours may be anything.
    name = interaction.name.partition(" ")[0]
    return {"kind": interaction.kind, "route": name if _ID.fullmatch(name) else "?"}


def _show(interaction: Interaction, problems: dict[str, str]) -> None:
    if interaction.kind == VIEW:
        interaction.reject(problems)
    elif interaction.kind in (COMMAND, ACTION, SHORTCUT):
        interaction.tell(notices.sentence(" ".join(problems.values())))
