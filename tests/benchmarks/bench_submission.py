"""From a submitted check-in, saved, to its ack, beside Bolt with one bare INSERT and commit."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.rules import answers
from bot.rules.people import PersonKey
from bot.rules.vocabulary import Confidence, ExpectationState, Side
from bot.services import checkin_forms
from bot.views import checkin_form
from handlers.interaction import metadata
from storage.database import Database
from storage.models import CheckIn, Expectation
from tests.benchmarks import slack_requests
from tests.benchmarks.measuring import Measured, compare
from tests.benchmarks.places import databases
from tests.benchmarks.slack_requests import Request
from tests.factories import (
    NOW,
    WORKSPACE,
    Cast,
    key_of,
    make_cycle,
    make_goal,
    make_partnership,
)

TIMES = 150
WARM_UP = 5
GOALS = 3
SAID = "Twelve nurses signed up as mentors, and the late bus runs again since Monday. " * 3


def run() -> Iterator[Measured]:
    """Time first answers of four texts and three goals, each in a partnership of its own."""
    with databases() as made:
        for name, database in made:
            with database.unit_of_work(WORKSPACE) as session:
                submissions = iter([_submission(session, n) for n in range(TIMES + WARM_UP)])
                rows = iter([_row(session, n) for n in range(TIMES + WARM_UP)])
            ours = slack_requests.ours(database)
            bare = slack_requests.bare(_inserting(database, rows))
            empty = slack_requests.interaction(
                _payload({"type": "modal", "callback_id": "empty"}, PersonKey(WORKSPACE, "UANA")),
                slack_requests.real_now(),
            )
            yield compare(
                f"check-in submitted → saved → ack, {name}",
                _submitting(submissions, ours),
                partial(empty.to, bare),
                times=TIMES,
                warm_up=WARM_UP,
                note="Bolt with one listener: one bare INSERT and commit",
            )


def _submitting(submissions: Iterator[Request], ours: slack_requests.Wsgi) -> Callable[[], None]:
    def submit() -> None:
        answer = next(submissions).to(ours)
        if "checkins.thanks" not in answer:
            raise RuntimeError(f"not saved: {answer}")

    return submit


def _inserting(database: Database, rows: Iterator[dict[str, Any]]) -> Callable[[], None]:
    def insert_one() -> None:
        with database.engine.begin() as connection:
            connection.execute(insert(CheckIn), next(rows))

    return insert_one


def _submission(session: Session, number: int) -> Request:
    """Make a partnership in which Ana is asked to check in, and her filled-in form."""
    cast, cycle_id = _asked(session, f"OURS{number}")
    for goal in range(GOALS):
        make_goal(session, cast, statement=f"Goal {goal}: more ninth-graders attend every day")
    asked = Expectation(
        cycle_id=cycle_id,
        person_id=cast.ana.id,
        side=Side.SCHOOL,
        state=ExpectationState.OPEN,
        next_reminder_at=NOW,
    )
    session.add(asked)
    session.flush()
    key = key_of(cast.ana)
    form = checkin_forms.form(session, cast.partnership.id, key=key, now=NOW)
    view = checkin_form.form(
        form, metadata=metadata(partnership=cast.partnership.id, cycle=cycle_id, started_over=0)
    )
    return slack_requests.interaction(_payload(_filled(view), key), NOW)


def _row(session: Session, number: int) -> dict[str, Any]:
    cast, cycle_id = _asked(session, f"BARE{number}")
    texts = dict.fromkeys(answers.TEXTS, SAID)
    who = {"cycle_id": cycle_id, "person_id": cast.ana.id, "side": Side.SCHOOL}
    return {"workspace_id": WORKSPACE, **who, **texts, "submitted_at": NOW}


def _asked(session: Session, suffix: str) -> tuple[Cast, int]:
    cast = make_partnership(session, suffix=suffix)
    return cast, make_cycle(session, cast.partnership).id


def _filled(view: dict[str, Any]) -> dict[str, Any]:
    """Fill every box of a form in, as Slack sends it."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            values[block["block_id"]] = {element["action_id"]: _entry(block["block_id"], element)}
    return {**view, "id": "V1", "team_id": WORKSPACE, "state": {"values": values}}


def _entry(field: str, element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind == "static_select":
        chosen = next(o for o in element["options"] if o["value"] == Confidence.AT_RISK)
        return {"type": kind, "selected_option": chosen}
    if kind == "plain_text_input":
        words = "78" if field.startswith("value:") else SAID
        return {"type": kind, "value": None if field == answers.ACTION_WHAT else words}
    return {"type": kind}


def _payload(view: dict[str, Any], key: PersonKey) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": WORKSPACE, "domain": "riverside"},
        "user": {"id": key.user_id, "username": "ana", "name": "ana", "team_id": key.team_id},
        "api_app_id": "A1",
        "token": "deprecated",
        "trigger_id": "1.1.abc",
        "view": view,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
