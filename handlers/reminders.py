"""Reminders: later, not this time, ask a colleague, all as before."""

import bot.services.checkins
from bot.services import requests
from bot.views import checkin_copy, notices, reminders
from handlers.interaction import Interaction, metadata
from handlers.router import Router

router = Router()


@router.action(reminders.SNOOZE)
def ask_until_when(interaction: Interaction) -> None:
    expectation_id = interaction.value_number
    with interaction.reading() as session:
        request = requests.look(
            session, expectation_id, key=interaction.person, now=interaction.now
        )
    interaction.open(reminders.snooze_form(request, metadata=metadata(asked=expectation_id)))


@router.view(reminders.SNOOZE_FORM)
def snooze(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        request, until = requests.snooze(
            session,
            interaction.number_of("asked"),
            interaction.day(reminders.SNOOZE_FIELD),
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(notices.notice_of(reminders.snoozed(request, until)))


@router.action(reminders.DECLINE)
def decline(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        request = requests.decline(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.change_message(reminders.declined(request))


@router.action(reminders.TAKE_BACK)
def take_back(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        request = requests.take_back(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.change_message(reminders.reminder(request))


@router.action(reminders.NO_CHANGE)
def no_change(interaction: Interaction) -> None:
    with interaction.unit_of_work() as session:
        request = requests.look(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
        copy = bot.services.checkins.no_change(
            session, request.partnership_id, key=interaction.person, now=interaction.now
        )
    interaction.change_message(checkin_copy.thanks_briefly(copy))


@router.action(reminders.SHOW)
def show(interaction: Interaction) -> None:
    with interaction.reading() as session:
        request = requests.look(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.tell(reminders.reminder(request))


@router.action(reminders.WHY)
def explain(interaction: Interaction) -> None:
    with interaction.reading() as session:
        request = requests.explain(
            session, interaction.value_number, key=interaction.person, now=interaction.now
        )
    interaction.open(reminders.why(request))


@router.action(reminders.ASK_COLLEAGUE)
def ask_whom(interaction: Interaction) -> None:
    expectation_id = interaction.value_number
    with interaction.reading() as session:
        request = requests.look(
            session, expectation_id, key=interaction.person, now=interaction.now
        )
    interaction.open(reminders.colleague_form(request, metadata=metadata(asked=expectation_id)))


@router.view(reminders.COLLEAGUE_FORM)
def ask_colleague(interaction: Interaction) -> None:
    chosen = interaction.values.get(reminders.COLLEAGUE_FIELD)
    profile = interaction.find(chosen) if chosen else None
    with interaction.unit_of_work() as session:
        request, colleague = requests.ask_colleague(
            session,
            interaction.number_of("asked"),
            profile,
            key=interaction.person,
            now=interaction.now,
        )
    interaction.replace(notices.notice_of(reminders.passed_on(request, colleague)))
