"""One goal in an open cycle, without Slack: checked in on, turned, and told in the digest."""

from datetime import timedelta

from sqlalchemy import select

from bot.rules.answers import Answers, GoalAnswer
from bot.rules.turning import TurningAnswer
from bot.rules.vocabulary import Confidence
from bot.services import checkins, digests, turning
from bot.views import digest_details
from tests.factories import NOW, WORKSPACE, key_of

DAY = timedelta(days=1)


LATER = NOW + DAY


ON = Confidence.ON_TRACK


RISK = Confidence.AT_RISK


OFF = Confidence.OFF_TRACK


STORY = TurningAnswer(story="No nurse since June.", helpers="The county.", what_works="Vans.")


def check_in(
    database, scene, person, confidence=ON, *, note="Why.", value="75", now=LATER, **other
):
    cast, goal, cycle = scene
    said = Answers(goals=(GoalAnswer(goal.id, value, confidence, note),), **other)
    with database.unit_of_work(WORKSPACE) as session:
        return checkins.submit(
            session, cast.partnership.id, cycle.id, said, key=key_of(person), now=now
        )


def rows(database, model):
    with database.reading(WORKSPACE) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def change(database, model, row_id, **columns):
    with database.unit_of_work(WORKSPACE) as session:
        found = session.get_one(model, row_id)
        for name, value in columns.items():
            setattr(found, name, value)


def answer(database, check_in_id, goal, person, filled=STORY, now=LATER):
    with database.unit_of_work(WORKSPACE) as session:
        turning.answer(session, check_in_id, goal.id, filled, key=key_of(person), now=now)


def posts(database, cycle, now):
    """Let the clock post the digest."""
    with database.unit_of_work(WORKSPACE) as session:
        assert digests.post_due(session, [cycle.id], now=now) == 1


def details(database, scene, now=LATER):
    with database.reading(WORKSPACE) as session:
        digest = digests.show(session, scene[0].partnership.id, key=key_of(scene[0].ana), now=now)
    return "\n".join(part.text for part in digest_details.parts(digest))
