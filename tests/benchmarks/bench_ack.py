"""From a signed slash command to its ack, beside the same Bolt with one empty listener."""

from collections.abc import Iterator

from storage.database import Database
from tests.benchmarks import slack_requests
from tests.benchmarks.measuring import Measured, compare
from tests.benchmarks.places import databases
from tests.factories import NOW, WORKSPACE, make_partnership

TIMES = 400


def run() -> Iterator[Measured]:
    """Time what every command goes through, and one that is answered from the record."""
    with databases() as made:
        for _name, database in made:
            with database.unit_of_work(WORKSPACE) as session:
                make_partnership(session)
        yield _beside_bare(made[0][1], "/nothing", "signed command → ack", "")
        for name, database in made:
            path = f"signed command → help as ack, {name}"
            yield _beside_bare(database, "/partner help", path, "; ours asks the record six times")


def _beside_bare(database: Database, text: str, path: str, besides: str) -> Measured:
    ours, bare = slack_requests.ours(database), slack_requests.bare()
    sent = slack_requests.command(text, "UANA", NOW)
    the_same = slack_requests.command(text, "UANA", slack_requests.real_now())
    return compare(
        path,
        lambda: sent.to(ours),
        lambda: the_same.to(bare),
        times=TIMES,
        note=f"Bolt with one empty listener{besides}",
    )


if __name__ == "__main__":
    for measured in run():
        print(measured)
