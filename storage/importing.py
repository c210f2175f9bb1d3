"""Rows of an export on their way into a workspace: new numbers, no row twice, all in one go."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Column, Table, and_, func, insert, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from bot.rules.importing import Problem
from bot.rules.language import _
from storage import portable

_AT_ONCE = 200

Row = dict[str, Any]


@dataclass
class _Coming:
    """One row of the file: its line, the number that it had, and what to insert."""

    line: int
    number: int | None
    values: Row
    # Columns whose row comes later, in this table or another, with its old number.
    later: Row = field(default_factory=dict)


@dataclass
class Arrival:
    """All rows of one import, in the order of `portable.tables`."""

    session: Session
    workspace_id: str
    # Those that are there for sure, by the numbers that they have in the file.
    organizations: Mapping[int, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)
    there: Counter[str] = field(default_factory=Counter)
    new_partnerships: list[int] = field(default_factory=list)
    _numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    _referred: frozenset[str] = field(default_factory=portable.referred)
    _later: list[tuple[Table, int, _Coming]] = field(default_factory=list)

    def take(self, table: Table, rows: Iterable[tuple[int, Row]]) -> Iterator[int]:
        """Take in the rows of a table, each with its line; yield how many are done, by and by."""
        self._numbers.setdefault(table.name, {})
        sure = self.organizations if table.name == "organizations" else {}
        known = _Known(self.session, table, sure)
        coming = (self._place(table, line, row) for line, row in rows)
        placed = (one for one in coming if one is not None)
        while batch := list(islice(placed, _AT_ONCE)):
            new = []
            for one in batch:
                try:
                    found = known.find(one)
                except DataError as refused:
                    self._problem(table, one.line, "", _why(refused))
                    continue
                if found is None:
                    new.append(one)
                    continue
                self.there[table.name] += 1
                if one.number is not None:
                    self._remember(table, one.number, found)
            self._add(table, new, keep_numbers=known.keeps_numbers)
            yield len(batch)

    def finish(self) -> None:
        """Fill in what refers to rows that came later, and let numbering go on behind them."""
        for table, number, one in self._later:
            key = portable.row_number(table)
            values = {
                name: self._numbers.get(parent.name, {}).get(old)
                for name, old in one.later.items()
                if (parent := portable.parent_of(table.c[name])) is not None
            }
            if None in values.values():
                self._problem(table, one.line, "", _not_in_it())
            elif key is not None:
                self.session.execute(update(table).where(key == number).values(values))
        if self.session.get_bind().dialect.name == "postgresql":
            for table in portable.tables():
                self._number_on(table)

    def _remember(self, table: Table, before: int, now: int) -> None:
        # Most rows are in tables that nothing refers to; their numbers need no room.
        if table.name in self._referred:
            self._numbers[table.name][before] = now

    def _number_on(self, table: Table) -> None:
        number = portable.row_number(table)
        if number is None or table.name not in self.added:
            return
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        highest = select(func.max(number)).scalar_subquery()
        self.session.execute(
            select(func.setval(sequence, func.greatest(highest, func.nextval(sequence))))
        )

    def _place(self, table: Table, line: int, row: Row) -> _Coming | None:
        """Turn a row of the file into one of this workspace, or say what it lacks."""
        key = portable.row_number(table)
        one = _Coming(line, None if key is None else row[key.name], {}, {})
        for name, value in row.items():
            column = table.c[name]
            parent = portable.parent_of(column)
            if name == "workspace_id" or (table.name == "workspaces" and name == "id"):
                one.values[name] = self.workspace_id
            elif parent is None or value is None:
                one.values[name] = value
            elif parent.name in self._numbers and parent is not table:
                one.values[name] = self._numbers[parent.name].get(value)
                if one.values[name] is None:
                    self._problem(table, line, name, _not_in_it())
                    return None
            else:
                one.values[name], one.later[name] = None, value
        return one

    def _add(self, table: Table, new: Sequence[_Coming], *, keep_numbers: bool) -> None:
        try:
            with self.session.begin_nested():
                self._insert(table, new, keep_numbers=keep_numbers)
        except (IntegrityError, DataError) as refused:
            if len(new) > 1:
                for one in new:
                    self._add(table, [one], keep_numbers=keep_numbers)
            else:
                self._problem(table, new[0].line, "", _why(refused))

    def _insert(self, table: Table, new: Sequence[_Coming], *, keep_numbers: bool) -> None:
        if not new:
            return
        key = portable.row_number(table)
        dropped = None if key is None or keep_numbers else key.name
        rows = [{name: one.values[name] for name in one.values if name != dropped} for one in new]
        if key is None:
            self.session.connection().execute(insert(table), rows)
        else:
            added = insert(table).returning(key, sort_by_parameter_order=True)
            numbers = self.session.connection().execute(added, rows).scalars().all()
            for one, number in zip(new, numbers, strict=True):
                if one.number is not None:
                    self._remember(table, one.number, number)
                if one.later:
                    self._later.append((table, number, one))
            self.new_partnerships += numbers if table.name == "partnerships" else ()
        self.added[table.name] += len(new)

    def _problem(self, table: Table, line: int, column: str, sentence: str) -> None:
        self.problems.append(Problem(f"{table.name}.csv", line, column, sentence))


class _Known:
    """The rows that a table had before: which of them a row of the file is."""

    def __init__(self, session: Session, table: Table, sure: Mapping[int, int]) -> None:
        self._session, self._table, self._sure = session, table, sure
        self._number = portable.row_number(table)
        self._last = _last_number(session, table, self._number)
        # Into an empty table rows go with the numbers that they had: old buttons name them.
        self.keeps_numbers = self._last is None
        self._keys = [] if self.keeps_numbers else list(portable.keys_of(table))
        self._born: Counter[tuple[Any, ...]] = Counter()

    def find(self, one: _Coming) -> int | None:
        """Return the number of the row that this one is; 0 when its table has no numbers."""
        if one.number is not None and one.number in self._sure:
            return self._sure[one.number]
        for key in self._keys:
            is_birth = self._number is not None and key is self._keys[-1]
            values = tuple(one.values.get(column.name) for column in key)
            if not is_birth and None in values:
                continue
            skip = 0
            if is_birth:
                skip = self._born[values]
                self._born[values] += 1
            found = self._look(key, values, skip)
            if found is not None:
                return found
        return None

    def _look(self, key: Sequence[Column[Any]], values: Sequence[Any], skip: int) -> int | None:
        same = and_(
            *(column.is_not_distinct_from(value) for column, value in zip(key, values, strict=True))
        )
        if self._number is None:
            found = self._session.execute(select(func.count()).select_from(self._table).where(same))
            return 0 if found.scalar_one() else None
        others = self._number.not_in(list(self._sure.values()))
        older = and_(same, self._number <= self._last, others)
        query = select(self._number).where(older).order_by(self._number).offset(skip).limit(1)
        return self._session.execute(query).scalar()


def _last_number(session: Session, table: Table, number: Column[Any] | None) -> int | None:
    if number is not None:
        return session.execute(select(func.max(number))).scalar()
    how_many = session.execute(select(func.count()).select_from(table)).scalar_one()
    return how_many or None


def _not_in_it() -> str:
    return _("it names a row that is not in this export, or could not be brought in")


def _why(refused: DBAPIError) -> str:
    if isinstance(refused, DataError):
        return _("the database here cannot keep what is in it")
    return _("something else already has its place, such as another partnership in the channel")
