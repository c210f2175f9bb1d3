"""The revisions and the models are one schema, and whoever updates keeps every row."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from storage import schema
from storage.base import Base
from storage.database import Database
from storage.models import Membership, Organization
from tests.drill.filling import fill
from tests.factories import make_partnership, make_workspace


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path) -> Iterator[Database]:
    """A database of its own, at the last revision."""
    url = f"sqlite:///{tmp_path / 'touchstone.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres")
    with closing(Database(url)) as database:
        schema.migrate(database.engine)
        yield database


def rows_in(engine: Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in Base.metadata.sorted_tables
        }


def test_the_last_revision_is_what_the_models_say(fresh):
    with fresh.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), Base.metadata)

    assert found == []


def test_who_updates_from_the_first_revision_keeps_every_row(fresh):
    fill(fresh, rows=5)
    with fresh.across_workspaces() as session:
        # At the first revision no two had one name.
        for organization in session.scalars(select(Organization)):
            organization.name = f"Organization {organization.id}"
    before = rows_in(fresh.engine)
    with fresh.engine.begin() as connection:
        command.downgrade(schema.alembic_config(connection), "0001")
    assert schema.version_of(fresh.engine) == "0001"

    schema.migrate(fresh.engine)

    assert schema.version_of(fresh.engine) == schema.version_needed()
    assert rows_in(fresh.engine) == before


def test_two_of_one_name_are_told_apart_where_no_two_may_have_one(fresh):
    make_workspace(fresh)
    with fresh.unit_of_work("T1") as session:
        first, second = (make_partnership(session, suffix=suffix).district for suffix in "12")
        second.name = first.name
        seats = dict(session.execute(select(Membership.id, Membership.organization_id)).all())

    with fresh.engine.begin() as connection:
        command.downgrade(schema.alembic_config(connection), "0002")
    with fresh.reading("T1") as session:
        names = dict(session.execute(select(Organization.id, Organization.name)).all())

    assert names[first.id] == first.name
    assert names[second.id] == f"{first.name} ({second.id})"
    with pytest.raises(IntegrityError), fresh.unit_of_work("T1") as session:
        session.add(Organization(name=first.name, kind=first.kind))
    with fresh.reading("T1") as session:
        after = dict(session.execute(select(Membership.id, Membership.organization_id)).all())
    assert after == seats


def test_references_to_organizations_hold_after_an_update(fresh):
    make_workspace(fresh)
    with fresh.unit_of_work("T1") as session:
        district = make_partnership(session).district
    with fresh.engine.begin() as connection:
        command.downgrade(schema.alembic_config(connection), "0002")

    schema.migrate(fresh.engine)

    with pytest.raises(IntegrityError), fresh.unit_of_work("T1") as session:
        session.delete(session.get_one(Organization, district.id))
