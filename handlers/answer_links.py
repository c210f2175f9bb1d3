"""Links for people without Slack: listed, made and revoked by whoever may manage people."""

import secrets

from sqlalchemy.orm import Session

import bot.services.answer_links
from bot.rules.answer_links import Signer, fingerprint
from bot.rules.language import _
from bot.rules.refusals import Refusal
from bot.rules.vocabulary import Side
from bot.views import answer_links
from bot.views.kit import View
from handlers import forms
from handlers.interaction import Interaction, metadata
from handlers.partnerships import show
from handlers.router import Router

router = Router()

_RANDOM_BYTES = 24


@router.action(answer_links.OPEN)
def open_list(interaction: Interaction) -> None:
    with interaction.reading() as session:
        view = _listing(session, interaction.value_number, interaction)
    _signer(interaction)
    show(interaction, view)


@router.options(answer_links.FIND)
def find(interaction: Interaction) -> None:
    with interaction.reading() as session:
        found = bot.services.answer_links.known(
            session,
            interaction.number_of("partnership"),
            matching=interaction.text,
            key=interaction.person,
        )
    interaction.options(answer_links.known(found))


@router.view(answer_links.MAKE)
def make(interaction: Interaction) -> None:
    signer = _signer(interaction)
    # Made when the form was opened: sent twice, it is one link.
    token = signer.token(forms.text(interaction.metadata.get("random")))
    if not signer.is_own(token):
        raise Refusal(_("Please open this form again."))
    who = interaction.values.get("who")
    with interaction.unit_of_work() as session:
        made = bot.services.answer_links.make(
            session,
            interaction.number_of("partnership"),
            person_id=forms.number(who) if who else None,
            name=interaction.values.get("name") or "",
            side=forms.word(Side, interaction.values.get("side")),
            token_hash=fingerprint(token),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(answer_links.made(made, signer.address(token)))


@router.action(answer_links.REVOKE)
def revoke(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        partnership_id = bot.services.answer_links.revoke(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    with interaction.reading() as session:
        view = _listing(session, partnership_id, interaction)
    interaction.replace(view)


def _listing(session: Session, partnership_id: int, interaction: Interaction) -> View:
    links = bot.services.answer_links.listing(session, partnership_id, key=interaction.person)
    random = secrets.token_urlsafe(_RANDOM_BYTES)
    return answer_links.listing(links, metadata(partnership=partnership_id, random=random))


def _signer(interaction: Interaction) -> Signer:
    if interaction.tools.signer is None:
        raise Refusal(
            _(
                "Links need the bot to have an address on the web, and it has none here. "
                "Whoever runs it can give it one: HTTP in place of Socket Mode, and "
                "`PUBLIC_URL`."
            )
        )
    return interaction.tools.signer
