"""`kill -9` of a bot at every point between a message that waits and its record."""

from collections.abc import Callable, Mapping

from werkzeug.datastructures import Headers

from bot.playground.troubles import Witness
from scheduler.outbox import SENDERS
from tests.chaos.scene import Scene, happens
from tests.chaos.tally import Tally, count, mark, promise

POST = "chat.postMessage"


def claiming(scene: Scene) -> None:
    scene.tell(f"die claim {scene.dice.randint(1, 4)}")


def claimed(scene: Scene) -> None:
    scene.tell(f"die claimed {scene.dice.randint(1, 4)}")


def before_the_call(scene: Scene) -> None:
    """The request is on its way and never gets there."""
    scene.slack.trouble.next(POST, reset=True, on_arrival=_killer(scene))


def before_the_reply(scene: Scene) -> None:
    """Slack has the message, and nobody is there to hear it."""
    scene.slack.trouble.next(POST, on_work_done=_killer(scene))


def before_the_record(scene: Scene) -> None:
    scene.tell(f"die record {scene.dice.randint(1, 4)}")


def within_the_record(scene: Scene) -> None:
    scene.tell(f"die recorded {scene.dice.randint(1, 4)}")


def after_the_record(scene: Scene) -> None:
    scene.tell(f"die committed {scene.dice.randint(1, 4)}")


def opening_cycles(scene: Scene) -> None:
    scene.tell("die opening 1")


def any_moment(scene: Scene) -> None:
    """After a number of calls that nobody chose, a bot that nobody chose."""
    victim = scene.dice.choice(scene.replicas)
    calls = scene.dice.randint(1, 10)
    scene.slack.trouble.next(
        POST, times=calls, on_arrival=_after(calls, scene.dice.random() / 50, victim.kill)
    )


MOMENTS: Mapping[str, Callable[[Scene], None]] = {
    "kill -9 while claiming": claiming,
    "kill -9 before the call": claimed,
    "kill -9 within the call, not taken": before_the_call,
    "kill -9 after Slack took it, before the reply": before_the_reply,
    "kill -9 before the record": before_the_record,
    "kill -9 within the record": within_the_record,
    "kill -9 after the record": after_the_record,
    "kill -9 while cycles open": opening_cycles,
    "kill -9 at any moment": any_moment,
}


def tried(scene: Scene, fault: str, *, messages: int, kills: int) -> Tally:
    """Kill at one moment again and again while messages wait, and count what became of them."""
    arm = MOMENTS[fault]
    after, invited = mark(scene.database), scene.invitations()
    chunk = max(messages // max(kills, 1), 1)
    keys: list[str] = []
    killed = founded = 0

    def feed() -> None:
        nonlocal founded
        keys.extend(scene.queue(chunk))
        if arm is opening_cycles:
            scene.found_partnerships(2)
            founded += 2

    while killed < kills:
        killed += scene.kill_where(lambda: arm(scene), feed)
    happens(lambda: scene.invitations() == invited + founded, 30)
    scene.wait_until_all_is_sent()
    promise(scene.invitations() == invited + founded, "each partnership is invited once")
    tally = count(
        fault, scene.database, scene.slack, where=scene.where, after=after, kills=killed, keys=keys
    )
    promise(tally.twice <= killed * SENDERS, "at most what was in hand at a kill comes twice")
    return tally


def _killer(scene: Scene) -> Witness:
    def kill(headers: Headers) -> None:
        scene.replica(headers.get("X-Replica", "0")).kill()

    return kill


def _after(calls: int, seconds: float, kill: Callable[[], None]) -> Witness:
    seen = 0

    def look(_headers: object) -> None:
        nonlocal seen
        seen += 1
        if seen == calls:
            happens(lambda: False, seconds)
            kill()

    return look
