"""The page behind a link: what it takes, what it refuses, and what it tells nobody."""

import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import cast

import pytest
from slack_bolt import App
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

import storage.workspaces
from bot.rules.vocabulary import AdjustmentKind, GoalStatus, PartnershipStatus, Side
from bot.transports import web_application
from handlers.answer_page import AnswerPages
from storage.database import Database
from storage.models import (
    Action,
    Adjustment,
    AnswerLink,
    AuditEvent,
    CheckIn,
    Goal,
    Partnership,
)
from tests.answering_by_link import Guest
from tests.factories import NOW, WORKSPACE
from tests.installing import PUBLIC
from tests.linking import desk

HARD = "Jordan Miller, born 04/12/2011, was suspended."
_FORM = "application/x-www-form-urlencoded"
_MANY = b"&".join([b"a%d=b" % n for n in range(500)])
SOFT = "A student in grade 4 has an IEP."


@pytest.fixture
def place(database):
    return desk(database)


@pytest.fixture
def link(place):
    return place.link_for()


@pytest.fixture
def ida(place, link):
    guest = Guest(place, link)
    assert guest.opens().status_code == 200
    return guest


def rows(place, model):
    with place.database.reading(WORKSPACE) as session:
        return session.scalars(select(model).order_by(model.id)).all()


def test_a_page_is_kept_nowhere_and_runs_nothing(ida):
    page = ida.opens()

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha")
    assert "<script" not in page.text
    assert not re.search(r"(src|href)=\"(?!#)[^\"]", page.text)


def test_every_field_has_its_label_and_every_problem_leads_to_a_field(ida):
    assert set(ida.read.values) - {"promise"} <= set(ida.read.labels)

    page = ida.sends(wins="Two clinics.", action_what="Call the bus company")

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert '<a href="#action_due">Action: by when</a>: Please choose by when.' in page.text
    assert 'aria-describedby="why-action_due" aria-invalid="true"' in page.text
    assert ida.read.values["wins"] == "Two clinics."
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= ida.read.ids


def test_what_is_said_is_kept_once_and_marked(place, ida):
    ida.sends(wins="Two clinics.", action_what="Call the bus company", action_due="2026-10-01")
    ida.opens()
    ida.sends()

    (said,) = rows(place, CheckIn)
    assert (said.via_link, said.side, said.wins) == (True, Side.SCHOOL, "Two clinics.")
    assert said.edited_at is None
    (action,) = rows(place, Action)
    # The page names nobody who could look after it, so it is who sent the link.
    assert (action.what, action.owner_id) == ("Call the bus company", place.cast.ana.id)
    by_web = [one for one in rows(place, AuditEvent) if one.origin == "web"]
    assert {one.record for one in by_web} >= {"check_ins"}


def test_what_is_in_the_database_opens_nothing(place, link):
    (kept,) = rows(place, AnswerLink)

    token = link.rpartition("/")[2]
    assert token not in str(vars(kept))
    answer = Client(place.web).get(f"/answer/{kept.token_hash}", base_url=PUBLIC)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "path",
    ["", "a" * 32 + "." + "b" * 43, "%00%ff", "a" * 9000],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_forged_link_opens_nothing(place, method, path):
    answer = Client(place.web).open(
        f"/answer/{path}", method=method, base_url=PUBLIC, data={"wins": "x"} if method else None
    )

    assert answer.status_code == 404
    assert "Riverside" not in answer.text
    assert rows(place, CheckIn) == []


def test_dead_links_look_alike(place, link):
    def page_of(one):
        answer = Guest(place, one).opens()
        return answer.status_code, answer.text

    replaced = link
    live = place.link_for(again=True)
    assert page_of(replaced)[0] == 410
    forged = page_of(live[:-43] + "A" * 43)
    place.revokes(max(one.id for one in rows(place, AnswerLink)))
    revoked = page_of(live)
    expiring = place.link_for("Noor Hale")
    place.now += timedelta(days=40)

    assert [forged[0], revoked[0], page_of(expiring)[0]] == [404, 410, 410]
    assert forged[1] == revoked[1] == page_of(expiring)[1] == page_of(replaced)[1]


def pause(place, status=PartnershipStatus.PAUSED):
    with place.database.unit_of_work(WORKSPACE) as session:
        session.get_one(Partnership, place.cast.partnership.id).status = status


def given_back(answer):
    """Return the texts that a page gives back, as they can be copied."""
    return [unescape(text) for text in re.findall(r'<p class="said">(.*?)</p>', answer.text, re.S)]


def test_a_form_that_was_open_when_its_link_was_revoked_saves_nothing(place, ida):
    place.link_for(again=True)

    answer = ida.sends(wins="Two clinics.")

    assert answer.status_code == 410
    assert given_back(answer) == ["Two clinics."]
    assert rows(place, CheckIn) == []


def test_what_cannot_be_saved_while_paused_is_given_back_to_copy(place, ida):
    at = place.goal.id
    pause(place)

    answer = ida.sends(
        wins='Two clinics.\r\n\r\n  <b>Both</b> & "full"',
        needs=" ",
        action_what="</p><script>alert(1)</script>",
        action_due="2026-10-01",
        other="Not of this form.",
        **{f"value:{at}": "75", f"confidence:{at}": "off_track", f"note:{at}": "The bus is late."},
        **{"helped_note:7": "More families come."},
    )

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
    # In the order of the form.
    assert given_back(answer) == [
        "75",
        "The bus is late.",
        'Two clinics.\n\n  <b>Both</b> & "full"',
        "</p><script>alert(1)</script>",
        "More families come.",
    ]
    assert "<script" not in answer.text
    assert "<b>" not in answer.text
    assert "<h2>What you wrote</h2>" in answer.text
    assert "Keep this page open or copy what you wrote" in answer.text
    for said in ("Riverside", "Ida", "quarter", "2026", "ninth-graders", "Not of this form"):
        assert said not in answer.text
    assert rows(place, CheckIn) == []


def test_when_nothing_was_written_nothing_is_given_back(place, ida):
    pause(place)

    assert ida.sends(wins=" \r\n ").text == ida.opens().text


@pytest.mark.parametrize("ends", [pause, lambda place: place.link_for(again=True)])
def test_only_what_this_browser_was_given_a_form_for_is_given_back(place, link, ida, ends):
    """Else another page could put its words before a reader as if they had written them."""
    other = Guest(place, link)
    other.opens()
    forged = {**other.read.values, "wins": "Two clinics."}
    ends(place)

    plain = ida.opens().text
    assert ida.posts(forged).text == plain
    assert ida.posts({"wins": "Two clinics."}).text == plain
    other.client.delete_cookie("touchstone-answer", domain="bot.example.org", path="/answer/")
    assert other.sends(wins="Two clinics.").text == plain


def test_another_browsers_form_is_shown_again_with_what_was_typed(place, link, ida):
    other = Guest(place, link)
    other.opens()
    typed = {**other.read.values, "wins": "Two clinics."}

    answer = ida.posts(typed)

    assert answer.status_code == 403
    assert rows(place, CheckIn) == []
    assert ida.read.values["wins"] == "Two clinics."
    assert ida.sends().status_code == 200


def test_without_a_cookie_nothing_is_saved(place, link):
    guest = Guest(place, link)
    guest.opens()
    guest.client.delete_cookie("touchstone-answer", domain="bot.example.org", path="/answer/")

    answer = guest.sends(wins="Two clinics.")
    assert answer.status_code == 403
    assert "Please allow cookies for this page" in answer.text
    assert rows(place, CheckIn) == []
    # The cookie that came with this answer is kept, and what was typed is still there.
    assert guest.sends().status_code == 200


def test_while_paused_the_page_says_so_and_no_more(place, ida):
    pause(place)

    for answer in (ida.sends(wins="Two clinics."), ida.opens()):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
        assert "when check-ins continue, the same link will work again" in answer.text
        for said in ("Riverside", "Ida", "quarter"):
            assert said not in answer.text
    assert "clinics" not in answer.text
    assert rows(place, CheckIn) == []
    pause(place, PartnershipStatus.ACTIVE)
    assert ida.opens().status_code == 200


def test_when_the_bot_is_taken_out_links_open_nothing(place, ida):
    with place.database.unit_of_work(WORKSPACE) as session:
        storage.workspaces.uninstalled(session, because="app_uninstalled", now=place.now)

    assert ida.sends(wins="Two clinics.").status_code == 410
    assert ida.opens().status_code == 410
    assert rows(place, CheckIn) == []


def test_a_cookie_of_somebody_elses_making_is_not_given_back(place, link):
    answer = Client(place.web).get(
        Guest(place, link).path,
        base_url=PUBLIC,
        headers={"Cookie": 'touchstone-answer="x\\015\\012Set-Cookie: a=b"'},
    )

    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert re.fullmatch(
        r"touchstone-answer=[\w-]{32}; Path=/answer/; HttpOnly; SameSite=Strict; Secure", cookie
    )


def test_what_tells_of_a_student_is_refused_at_the_field(place, ida):
    answer = ida.sends(wins="Two clinics.", challenges=HARD)

    assert answer.status_code == 422
    assert 'href="#challenges"' in answer.text
    assert "It is not about a student" not in answer.text
    assert ida.read.values["wins"] == "Two clinics."
    assert rows(place, CheckIn) == []


def test_the_guard_knows_no_name_but_the_own_one(place, ida):
    """Else one could try out who is in the partnership."""
    suspended = "{name} was suspended for fighting and is failing math."
    answers = {
        name: ida.sends(wins=suspended.format(name=name)).status_code
        for name in ("Ben Okafor", "Cara Lind", "Zed Norris", "Ida Moss")
    }

    assert answers == {"Ben Okafor": 422, "Cara Lind": 422, "Zed Norris": 422, "Ida Moss": 200}


def test_what_may_tell_of_a_student_is_asked_about(place, ida):
    answer = ida.sends(needs=SOFT)
    assert answer.status_code == 422
    # The box itself says why it is asked about, not only its tick.
    assert re.search(r'<textarea [^>]*id="needs"[^>]* aria-describedby="why-[^"]+"', answer.text)
    tick = "It is not about a student: save it as it is"
    assert tick in ida.read.labels.values()

    assert ida.sends(tick).status_code == 200
    assert rows(place, CheckIn)[0].needs == SOFT
    # It is not asked again about what was saved.
    ida.opens()
    assert ida.sends(wins="Two clinics.").status_code == 200


def test_what_is_to_be_mended_is_named_in_the_order_of_the_form(place, ida):
    goal = place.goal.id
    answer = ida.sends(
        **{f"value:{goal}": "75", f"confidence:{goal}": "off_track"},
        action_what="Ask the city",
        action_due="2020-01-01",
    )

    named = re.findall(r'<li><a href="#([^"]+)"', answer.text)
    assert named == [f"note:{goal}", "action_due"]


@pytest.mark.parametrize(
    ("body", "how", "status"),
    [
        (b"wins=" + b"x" * 10_000_000, {"content_type": _FORM}, 413),
        (b'{"wins": "x"}', {"content_type": "application/json"}, 415),
        (b"wins=x", {"content_type": "multipart/form-data; boundary=x"}, 415),
        (b"wins=x", {}, 415),
        (_MANY, {"content_type": _FORM}, 400),
        (b"wins=%ff%00%ed%a0%80", {"content_type": _FORM}, 403),
    ],
)  # fmt: skip
def test_what_is_no_form_of_ours_is_refused(place, ida, body, how, status):
    assert ida.posts(body, **how).status_code == status
    assert rows(place, CheckIn) == []


def test_a_signed_link_that_was_never_made_opens_nothing(place):
    never = place.signer.address(place.signer.token("n" * 32))

    assert Guest(place, never).opens().status_code == 404
    assert Client(place.web).get("/elsewhere").text == "Nothing here."


def test_without_its_records_the_page_asks_to_come_back(tmp_path, place, link):
    with closing(Database(f"sqlite:///{tmp_path / 'gone' / 'x.db'}")) as nowhere:
        pages = AnswerPages(nowhere, place.signer, lambda: place.now)
        answer = Client(web_application(cast(App, None), "s", lambda: NOW, forms=pages.answer)).get(
            Guest(place, link).path
        )

    assert answer.status_code == 503
    assert "Nothing could be saved just now" in answer.text


def test_what_cannot_be_saved_on_a_full_disk_is_given_back_to_copy(place, ida):
    def refuse(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith("INSERT INTO check_ins"):
            raise OperationalError(statement, parameters, Exception("the disk is full"))

    event.listen(place.database.engine, "before_cursor_execute", refuse)
    answer = ida.sends(wins="Two clinics.")
    event.remove(place.database.engine, "before_cursor_execute", refuse)

    assert answer.status_code == 503
    assert given_back(answer) == ["Two clinics."]
    assert rows(place, CheckIn) == []
    ida.opens()
    assert ida.sends(wins="Two clinics.").status_code == 200


def test_other_methods_are_refused(ida):
    assert ida.client.put(ida.path, base_url=PUBLIC).status_code == 405


def test_a_byte_that_no_database_takes_is_left_out(place, ida):
    assert ida.sends(wins="Two\0 clinics.").status_code == 200
    assert rows(place, CheckIn)[0].wins == "Two clinics."


def test_fields_of_others_are_not_looked_at(place, ida):
    answer = ida.sends(
        wins="Two clinics.",
        action_owner=place.cast.ben.user_id,
        **{"value:999": "5", "helped:7": "yes"},
    )

    assert answer.status_code == 200


def test_a_name_is_text_wherever_it_stands(place):
    name = '<script>alert(1)</script> & "Ida" \''
    guest = Guest(place, place.link_for(name))

    page = guest.opens()
    assert "<script" not in page.text
    assert name in unescape(page.text)
    thanks = guest.sends(wins="</textarea><script>alert(1)</script>")
    assert "<script" not in thanks.text
    again = guest.opens()
    assert "<script" not in again.text
    assert guest.read.values["wins"] == "</textarea><script>alert(1)</script>"


def test_too_often_is_told_to_wait(place, link, ida):
    answers = {ida.client.put(ida.path, base_url=PUBLIC).status_code for _visit in range(60)}

    assert answers == {405, 429}
    answer = ida.sends(wins="Two clinics.")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "600")
    assert given_back(answer) == ["Two clinics."]
    assert ida.opens().status_code == 429
    place.now += timedelta(minutes=10)
    assert ida.opens().status_code == 200


def test_an_address_that_guesses_is_told_to_wait(place, link, ida):
    client = Client(place.web)

    def guesses(address):
        headers = {"X-Forwarded-For": f"10.9.9.9, {address}"}
        return client.get("/answer/guess", base_url=PUBLIC, headers=headers).status_code

    assert {guesses("203.0.113.7") for _guess in range(240)} == {404}
    assert guesses("203.0.113.7") == 429
    assert guesses("203.0.113.8") == 404
    # Behind a web server on another computer all have one address, and their links work.
    headers = {"X-Forwarded-For": "203.0.113.7"}
    assert client.get(ida.path, base_url=PUBLIC, headers=headers).status_code == 200


def test_the_partners_lead_makes_links_for_their_side(place):
    guest = Guest(place, place.link_for("Sol Marsh", place.cast.ben))
    guest.opens()
    guest.sends(wins="Two clinics.")

    assert rows(place, CheckIn)[0].side is Side.PARTNER


def test_goals_are_asked_about_without_what_others_said(place, ida):
    page = ida.opens()
    at = place.goal.id
    assert "More ninth-graders attend" in page.text
    assert ida.read.labels[f"value:{at}"] == "Value now (%)"
    assert "Last:" not in page.text
    assert "Target:" not in page.text

    answer = ida.sends(**{f"value:{at}": "many", f"confidence:{at}": "off_track"})
    assert answer.status_code == 422
    assert {f"why-value:{at}", f"why-note:{at}"} <= ida.read.ids
    assert "More ninth-graders attend nine days out of ten: Value now (%)</a>" in answer.text
    assert ida.read.values[f"confidence:{at}"] == "off_track"

    answer = ida.sends(**{f"value:{at}": "75", f"note:{at}": "The bus comes late."})
    assert answer.status_code == 200
    ida.opens()
    assert ida.read.values[f"value:{at}"] == "75"


def test_a_goal_without_a_unit_is_asked_about_as_it_is(place, ida):
    with place.database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, place.goal.id).unit = ""
    ida.opens()

    assert ida.read.labels[f"value:{place.goal.id}"] == "Value now"


def test_what_was_changed_is_asked_about(place):
    with place.database.unit_of_work(WORKSPACE) as session:
        changed = Adjustment(
            partnership_id=place.cast.partnership.id,
            kind=AdjustmentKind.OTHER,
            person_id=place.cast.ana.id,
            side=Side.SCHOOL,
            at=place.now - timedelta(days=20),
            what="Moved the clinic to Tuesdays",
        )
        session.add(changed)
        session.flush()
        at = changed.id
    guest = Guest(place, place.link_for())
    assert "Last time you changed: Moved the clinic to Tuesdays" in guest.opens().text

    fields = {f"helped:{at}": "yes", f"helped_note:{at}": "More families come."}
    assert guest.sends(**fields).status_code == 200
    guest.opens()
    assert guest.read.values[f"helped_note:{at}"] == "More families come."


def test_a_goal_that_was_retired_meanwhile_is_left_out_and_told(place, ida):
    with place.database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, place.goal.id).status = GoalStatus.RETIRED
    place.now += timedelta(days=16)

    answer = ida.sends(wins="Two clinics.", **{f"value:{place.goal.id}": "75"})

    assert answer.status_code == 200
    assert "One goal was retired while you were writing" in answer.text
    assert "marked late" in answer.text


def test_what_is_sent_for_a_goal_that_is_not_in_the_form_is_looked_at_too(place, ida):
    with place.database.unit_of_work(WORKSPACE) as session:
        session.get_one(Goal, place.goal.id).status = GoalStatus.RETIRED

    answer = ida.sends(wins="Two clinics.", **{f"note:{place.goal.id}": HARD})

    assert answer.status_code == 422
    assert rows(place, CheckIn) == []


def test_a_large_body_of_untold_length_is_not_read_to_its_end(place, ida):
    body = BytesIO(b"wins=" + b"x" * 10_000_000)
    answer = ida.client.post(
        ida.path,
        base_url=PUBLIC,
        input_stream=body,
        content_type=_FORM,
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert answer.status_code == 413
    assert body.tell() < 1_000_000
