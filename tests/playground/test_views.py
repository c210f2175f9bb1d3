"""Opening, stacking and updating views: triggers, hashes and ids as strict as Slack's."""

from slack_sdk.errors import SlackApiError

from tests.playground.blocks import asks, home, modal, plain, section
from tests.playground.test_posting import error_of


def trigger(slack, person, room) -> str:
    """A fresh trigger id: what a command of this person carries."""
    kept = {}
    before = slack.deliveries.in_process

    def keep(_kind, payload):
        kept.update(payload)
        return 200, "", ""

    slack.deliveries.in_process = keep
    person.types("/form", room)
    slack.deliveries.in_process = before
    return str(kept["trigger_id"])


def test_a_trigger_works_once_and_for_three_seconds(slack, clerk, ana, room):
    opens = clerk.client.views_open
    used = trigger(slack, ana, room)
    opens(trigger_id=used, view=modal())
    assert error_of(opens, trigger_id=used, view=modal()) == "exchanged_trigger_id"
    old = trigger(slack, ana, room)
    slack.expire_triggers()
    assert error_of(opens, trigger_id=old, view=modal()) == "expired_trigger_id"
    assert error_of(opens, trigger_id="1.2.x", view=modal()) == "invalid_trigger_id"


def test_a_refused_view_leaves_the_trigger_unused(slack, clerk, ana, room):
    fresh = trigger(slack, ana, room)
    wrong = modal(title=plain("A title of more than 24 letters"))
    assert error_of(clerk.client.views_open, trigger_id=fresh, view=wrong) == "invalid_arguments"
    assert slack.refusals[-1].pointers == (
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    )
    assert clerk.client.views_open(trigger_id=fresh, view=modal())["ok"]


def test_a_view_is_pushed_from_a_press_in_a_modal_only(slack, clerk, ana, room):
    fresh = trigger(slack, ana, room)
    push = clerk.client.views_push
    assert error_of(push, trigger_id=fresh, view=modal()) == "invalid_trigger_id"


def test_a_stale_hash_is_a_conflict(slack, clerk, ana, room):
    opened = clerk.client.views_open(trigger_id=trigger(slack, ana, room), view=modal())["view"]
    update = clerk.client.views_update
    update(view_id=opened["id"], hash=opened["hash"], view=modal(section("Fresh")))
    stale = {"view_id": opened["id"], "hash": opened["hash"], "view": modal()}
    assert error_of(update, **stale) == "hash_conflict"
    assert "Fresh" in ana.sees()
    assert error_of(update, view_id="V404", view=modal()) == "not_found"


def test_an_external_id_is_taken_while_its_view_is_open(slack, clerk, ana, room):
    opens, update = clerk.client.views_open, clerk.client.views_update
    named = modal(section("One"), external_id="goal:7")
    opens(trigger_id=trigger(slack, ana, room), view=named)
    update(external_id="goal:7", view=modal(section("Two"), external_id="goal:7"))
    assert "Two" in ana.sees()
    taken = error_of(opens, trigger_id=trigger(slack, ana, room), view=named)
    assert taken == "duplicate_external_id"
    ana.closes()
    assert opens(trigger_id=trigger(slack, ana, room), view=named)["ok"]


def test_a_huge_view_is_too_large(slack, clerk, ana, room):
    huge = modal(*(section("x" * 2900) for _ in range(90)))
    fresh = trigger(slack, ana, room)
    assert error_of(clerk.client.views_open, trigger_id=fresh, view=huge) == "view_too_large"


def test_home_is_for_members_of_a_workspace_that_has_it_switched_on(slack, clerk, ana):
    publish = clerk.client.views_publish
    first = publish(user_id=ana.id, view=home(section("One")))["view"]
    publish(user_id=ana.id, view=home(section("Two")), hash=first["hash"])
    stale = {"user_id": ana.id, "view": home(), "hash": first["hash"]}
    assert error_of(publish, **stale) == "hash_conflict"
    assert "Two" in ana.sees("home")
    assert error_of(publish, user_id="U404", view=home()) == "user_not_found"
    assert error_of(publish, user_id=ana.id, view=modal()) == "invalid_arguments"
    slack.app.home_enabled = False
    assert error_of(publish, user_id=ana.id, view=home()) == "not_enabled"


def test_what_stood_on_home_stays_when_a_publish_is_refused(slack, clerk, ana):
    clerk.client.views_publish(user_id=ana.id, view=home(section("One")))
    slack.refuse_blocks("section", "home")
    try:
        clerk.client.views_publish(user_id=ana.id, view=home(section("Two")))
    except SlackApiError as refused:
        messages = refused.response["response_metadata"]["messages"]
        assert messages == ["[ERROR] unsupported type: section [json-pointer:/view/blocks/0]"]
    assert "One" in ana.sees("home")


def test_an_opened_view_is_answered_with_ids_and_state(slack, clerk, ana, room):
    view = clerk.client.views_open(
        trigger_id=trigger(slack, ana, room), view=modal(asks(), private_metadata="draft:41")
    )["view"]
    assert view["root_view_id"] == view["id"]
    assert view["private_metadata"] == "draft:41"
    assert view["app_installed_team_id"] == slack.team_id
    assert view["bot_id"] == slack.installation.bot_id
    assert view["state"]["values"]["v0"]["v"] == {"type": "plain_text_input", "value": None}
